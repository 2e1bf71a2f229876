using System.Diagnostics;
using System.Text.Json.Nodes;

namespace SiteHub.EndToEnd.Tests.Cli;

/// <summary>Enrolling as two operators do it on two machines, each with the program alone.</summary>
public sealed class EnrolmentTests
{
    [Fact]
    public async Task A_site_enrols_by_a_code_speaks_renews_its_keys_is_revoked_and_enrols_again()
    {
        using var work = new Workplace();
        await using var hub = work.Start("hub");
        await hub.Says("is ready");

        var code = await Code(work);
        var several = await work.Run("site", "enrol", "--hub", work.Hub.ToString(), "--code", code);
        (several.Code, several.Errors.Contains("say which with --site", StringComparison.Ordinal)).ShouldBe((2, true));
        var enrolled = await Enrol(work, code);
        enrolled.Output.ShouldContain("Proven: the hub gives this site a token", Case.Sensitive, enrolled.Errors);
        enrolled.Output.ShouldContain("Site acme is enrolled.");
        enrolled.Output.ShouldContain("did not reach it");
        var used = await Enrol(work, code);
        (used.Code, used.Errors.Contains("was used", StringComparison.Ordinal)).ShouldBe((1, true), used.Errors);

        var before = await File.ReadAllTextAsync(SealedFile(work), TestContext.Current.CancellationToken);

        // Nothing fresh waits for a job: the site's cannot be opened at all.
        File.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(SealedFile(work))!, "jobs.db"), Path.Combine(work.Folder, "no", "such", "folder"));
        await using (var acme = work.Start("site", "acme"))
        {
            await acme.Says("is ready");
            await Settles(work, static link => (long)link["receives"]!["checkpoint"]! > 0 && (string)link["state"]! == "active");
            (await work.Run("sites", "rotate", "acme")).Code.ShouldBe(0);
            await acme.Says("The site's key and the link's secret were renewed");
            await Settles(work, static link => (long)link["sends"]!["depth"]! == 0 && (string)link["state"]! == "active");
            (await File.ReadAllTextAsync(SealedFile(work), TestContext.Current.CancellationToken)).ShouldNotBe(before);

            var revoked = await work.Run("sites", "revoke", "acme");
            revoked.Output.ShouldContain("It was told, and has stopped.", Case.Sensitive, revoked.Errors);
            await acme.Says("The hub has revoked this site");
            (await work.Run("links", "--json")).Output.Trim().ShouldBe("[]");
        }

        var again = await Enrol(work, await Code(work));
        again.Code.ShouldBe(0, again.Errors);
        await using var back = work.Start("site", "acme");
        await back.Says("is ready");
        await Settles(work, static link => (string)link["state"]! == "active" && (long)link["receives"]!["epoch"]! == 1);
    }

    [Fact]
    public async Task A_site_is_removed_only_by_whoever_was_asked_or_said_yes_before()
    {
        using var work = new Workplace();
        await using var hub = work.Start("hub");
        await hub.Says("is ready");
        (await work.Run("sites", "add", "initech", "http://localhost:1")).Code.ShouldBe(0);

        var unasked = await work.Run("sites", "remove", "initech");
        unasked.Code.ShouldBe(1);
        unasked.Errors.ShouldContain("Nobody is here to ask, so nothing was removed: run it again with --yes.");
        (await AtATerminal(work, "n", "sites", "remove", "initech")).ShouldContain("Remove site initech, and with it all that the hub has of it");
        (await work.Run("sites", "list")).Output.ShouldContain("initech");

        (await AtATerminal(work, "y", "sites", "remove", "initech")).ShouldContain("Site initech is removed.");
        (await work.Run("sites", "list")).Output.ShouldNotContain("initech");
        (await work.Run("sites", "remove", "initech", "--yes")).Errors.ShouldContain("no site");
        (await work.Run("sites", "remove", "acme", "--yes")).Errors.ShouldContain("configuration");
    }

    /// <summary>With a terminal of its own, at which somebody answers.</summary>
    private static async Task<string> AtATerminal(Workplace work, string answer, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("script", ["-qec", string.Join(' ', arguments.Prepend(Worlds.SiteHubProgram.Executable)), "/dev/null"])
        {
            WorkingDirectory = work.Folder, RedirectStandardInput = true, RedirectStandardOutput = true, Environment = { ["TERM"] = "dumb", ["COLUMNS"] = "200" },
        })!;
        await process.StandardInput.WriteLineAsync(answer);
        await process.StandardInput.FlushAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return System.Text.RegularExpressions.Regex.Replace(output, @"\s+", " ");
    }

    [Theory]
    [InlineData("http://localhost:1", "says that the hub is")]
    [InlineData("nowhere", "expected an address")]
    public async Task What_is_wrong_is_found_before_the_code_is_used(string hub, string told)
    {
        using var work = new Workplace();

        var (code, _, errors) = await work.Run("site", "enrol", "--hub", hub, "--code", "X", "--site", "acme");

        code.ShouldBe(2);
        errors.ShouldContain(told);
    }

    private static string SealedFile(Workplace work) => Path.Combine(work.Folder, ".sitehub", "acme", "enrolment.sealed");

    private static async Task<string> Code(Workplace work)
    {
        var given = await work.Run("sites", "code", "acme", "--json");
        given.Code.ShouldBe(0, given.Errors);
        return (string)JsonNode.Parse(given.Output)!["code"]!;
    }

    private static Task<(int Code, string Output, string Errors)> Enrol(Workplace work, string code) =>
        work.Run("site", "enrol", "--hub", work.Hub.ToString(), "--code", code, "--site", "acme");

    private static async Task Settles(Workplace work, Func<JsonNode, bool> holds)
    {
        var output = "";
        for (var i = 0; i < 40; i++)
        {
            output = (await work.Run("links", "--json")).Output;
            if (JsonNode.Parse(output)!.AsArray() is [{ } link] && holds(link))
            {
                return;
            }

            await Task.Delay(250);
        }

        throw new TimeoutException(output);
    }
}
