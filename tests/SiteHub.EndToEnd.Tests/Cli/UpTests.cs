using System.Text.Json.Nodes;

namespace SiteHub.EndToEnd.Tests.Cli;

public sealed class UpTests
{
    [Fact]
    public async Task It_runs_the_hub_and_both_sites_shows_where_each_link_stands_and_stops_cleanly_twice()
    {
        using var work = new Workplace();
        string secrets;
        await using (var up = work.Start("up"))
        {
            await up.Says("SiteHub is ready");
            foreach (var address in new[] { work.Hub, work.Acme, work.Globex })
            {
                up.Output.ShouldContain(address.GetLeftPart(UriPartial.Authority));
                (await Http.GetAsync(new Uri(address, "/openapi/v1.json"))).EnsureSuccessStatusCode();
                (await Http.GetAsync(new Uri(address, "/scalar/"))).EnsureSuccessStatusCode();
            }

            await Arrived(work, up);
            var table = await work.Run("links");
            table.Code.ShouldBe(0, table.Errors);
            table.Output.ShouldContain("acme");
            table.Output.ShouldContain("active");
            table.Output.ShouldNotContain("\u001b");

            secrets = await File.ReadAllTextAsync(Path.Combine(work.Folder, ".sitehub", "acme", "enrolment.sealed"));
            up.Terminate();
            (await up.Ended()).ShouldBe(0, up.Errors);
            up.Output.ShouldContain("SiteHub has stopped.");
        }

        // The second start finds what the first one made: same secrets, same histories, nothing seeded again.
        await using (var again = work.Start("up"))
        {
            await again.Says("SiteHub is ready");
            (await File.ReadAllTextAsync(Path.Combine(work.Folder, ".sitehub", "acme", "enrolment.sealed"))).ShouldBe(secrets);
            var links = await Arrived(work, again);
            links.ShouldAllBe(l => l["receives"]!["epoch"]!.GetValue<long>() == 1);
            again.Terminate();
            (await again.Ended()).ShouldBe(0, again.Errors);
        }
    }

    [Fact]
    public async Task The_roles_end_with_it_even_if_it_is_killed()
    {
        using var work = new Workplace();
        await using var up = work.Start("up");
        await up.Says("SiteHub is ready");
        var roles = Children(up.Id);
        roles.Count.ShouldBe(3);

        up.Kill();

        foreach (var role in roles)
        {
            await Until(() => !Directory.Exists($"/proc/{role}"), $"process {role} has ended");
        }
    }

    [Fact]
    public async Task Killed_and_started_again_at_once_it_is_ready_and_nothing_of_the_first_is_left()
    {
        using var work = new Workplace();
        await using var up = work.Start("up");
        await up.Says("SiteHub is ready");
        var roles = Children(up.Id);

        up.Kill();
        await using var again = work.Start("up");

        await again.Says("SiteHub is ready");
        roles.ShouldAllBe(role => !Directory.Exists($"/proc/{role}"));
        again.Terminate();
        (await again.Ended()).ShouldBe(0, again.Errors);
    }

    [Fact]
    public async Task Roles_that_die_again_and_again_are_started_after_growing_pauses_while_the_others_go_on()
    {
        using var work = new Workplace();
        await using var up = work.Start("up");
        await up.Says("SiteHub is ready");
        var acme = Child(up, "acme");
        foreach (var told in new[] { "Site globex has ended (killed, exit code 137). It is started again.", "It is started again in 1 s; the others go on.", "It is started again in 2 s; the others go on." })
        {
            await Until(() => Children(up.Id).Any(id => Of(id, "globex")), "globex runs");
            SiteHubProcess.Kill(Child(up, "globex"));
            await up.Says(told);
        }

        // The other by turns: its pauses are its own.
        SiteHubProcess.Kill(Child(up, "hub"));
        await up.Says("The hub has ended (killed, exit code 137). It is started again.");
        await Until(async () => (await work.Run("health", work.Hub.ToString())).Code == 0 && (await work.Run("health", work.Globex.ToString())).Code == 0, "both are ready again");
        Child(up, "acme").ShouldBe(acme);
        up.Terminate();
        (await up.Ended()).ShouldBe(0, up.Errors);
    }

    private static int Child(SiteHubProcess up, string role) => Children(up.Id).Single(id => Of(id, role));

    private static bool Of(int id, string role) => File.Exists($"/proc/{id}/cmdline") && File.ReadAllText($"/proc/{id}/cmdline").Contains($"\0{role}\0", StringComparison.Ordinal);

    [Fact]
    public async Task A_role_that_is_killed_is_told_of_with_its_last_lines_and_started_again()
    {
        using var work = new Workplace();
        await using var up = work.Start("up");
        await up.Says("SiteHub is ready");
        var before = Children(up.Id);
        var hub = before.Single(id => File.ReadAllText($"/proc/{id}/cmdline").Contains("\0hub\0", StringComparison.Ordinal));

        SiteHubProcess.Kill(hub);

        await up.Says("The hub has ended (killed, exit code 137). It is started again.");
        await up.Says(Path.Combine(work.Folder, ".sitehub", "hub", "output.log"));
        await Until(async () => (await work.Run("health", work.Hub.ToString())).Code == 0, "the hub is ready again");
        Children(up.Id).ShouldNotBe(before);
        up.Terminate();
        (await up.Ended()).ShouldBe(0, up.Errors);
    }

    [Fact]
    public async Task Every_port_that_is_taken_is_named_with_its_role_and_nothing_is_started()
    {
        using var work = new Workplace();
        using var first = Ports.Occupy(work.Acme.Port);
        using var second = Ports.Occupy(work.Globex.Port);

        var (code, output, errors) = await work.Run("up");

        code.ShouldBe(3);
        output.ShouldBeEmpty();
        errors.ShouldContain($"Port {work.Acme.Port} is taken, so site acme cannot listen on http://localhost:{work.Acme.Port}.");
        errors.ShouldContain($"Port {work.Globex.Port} is taken, so site globex cannot listen");
        errors.ShouldContain("\"url\" and \"listen\" of site acme, site globex in sites.json");
    }

    [Fact]
    public async Task A_role_that_cannot_start_is_told_of_with_its_own_words_and_the_others_are_stopped()
    {
        using var work = new Workplace(file =>
            file["sites"]![0]!["source"]!["seed"]!["documents"]!["Quotation"]![0]!["customer"] = "CUST-9999");
        await using var up = work.Start("up");

        (await up.Ended()).ShouldBe(2, up.Errors);

        up.Errors.ShouldContain("Site acme has ended (exit code 2).");
        up.Errors.ShouldContain("CUST-9999");
        up.Output.ShouldContain("SiteHub has stopped.");
        up.Output.ShouldNotContain("is ready");
    }

    private static HttpClient Http { get; } = new();

    /// <summary>Waits until the hub has applied all that the sites were seeded with, as `sitehub links --json` tells it.</summary>
    private static async Task<List<JsonNode>> Arrived(Workplace work, SiteHubProcess up)
    {
        List<JsonNode> links = [];
        await Until(
            async () =>
            {
                var answer = await work.Run("links", "--json");
                answer.Code.ShouldBe(0, answer.Errors + up.Errors);
                links = [.. JsonNode.Parse(answer.Output)!.AsArray().Select(l => l!)];
                return links.Count == 2 && links.All(l => l["receives"]!["checkpoint"]!.GetValue<long>() > 20);
            },
            "the seeds are in the hub");
        return links;
    }

    private static List<int> Children(int id) =>
        [
            // Of every thread: any of them may have started one.
            .. Directory.GetDirectories($"/proc/{id}/task").SelectMany(static thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse),
        ];

    private static Task Until(Func<bool> holds, string what) => Until(() => Task.FromResult(holds()), what);

    private static async Task Until(Func<Task<bool>> holds, string what)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(200);
        }

        throw new TimeoutException($"In a minute it did not come about that {what}.");
    }
}
