using System.Text.Json.Nodes;
using SiteHub.Testing.Frappe;

namespace SiteHub.EndToEnd.Tests.Joining;

/// <summary>An ERPNext joins by one command, and nothing is installed on it.</summary>
public sealed class ConnectTests
{
    [Fact]
    public async Task An_ERPNext_joins_by_one_command_and_the_second_time_changes_nothing()
    {
        await using var world = await (await JoinWorld.StartAsync()).WithHub();

        var said = await world.Connected();

        said.Output.ShouldContain("Made or mended 33 webhooks.", Case.Sensitive, said.All);
        said.Output.ShouldContain("Made the unique field custom_sitehub_request on Sales Order.", Case.Sensitive, said.All);
        said.Output.ShouldContain("a webhook was sent and taken", Case.Sensitive, said.All);
        said.Output.ShouldContain("DocTypes are mirrored", Case.Sensitive, said.All);
        said.Output.ShouldContain("Site erp has joined.", Case.Sensitive, said.All);
        world.Erp.Of("Webhook").Count.ShouldBe(33);
        world.Erp.Of("Webhook").Values.Select(static hook => (string)hook["webhook_secret"]!).Distinct().Count().ShouldBe(33);
        world.Erp.Of("Note").ShouldBeEmpty();
        var file = await File.ReadAllTextAsync(world.SitesFile, TestContext.Current.CancellationToken);
        file.ShouldNotContain(StandInFrappe.Secret);
        JsonNode.Parse(file)!["sites"]![0]!["source"]!["timeZone"]!.ToString().ShouldBe("Europe/Berlin");

        var (before, made) = (world.Writes().Count, await File.ReadAllTextAsync(world.Made, TestContext.Current.CancellationToken));
        var again = await world.Connect();

        again.Code.ShouldBe(0, again.All);
        again.Output.ShouldContain("33 webhooks are as they should be.");
        again.Output.ShouldNotContain("done");
        world.Writes().Skip(before).ShouldAllBe(static write => write.Path.Contains("/Note", StringComparison.Ordinal) || write.Path.EndsWith("/api/resource/Webhook", StringComparison.Ordinal) || write.Path.Contains("way%20back", StringComparison.Ordinal));
        world.Erp.Of("Webhook").Count.ShouldBe(33);
        (await File.ReadAllTextAsync(world.SitesFile, TestContext.Current.CancellationToken)).ShouldBe(file);
        (await File.ReadAllTextAsync(world.Made, TestContext.Current.CancellationToken)).ShouldBe(made);
    }
}
