using System.Text.Json.Nodes;

namespace SiteHub.EndToEnd.Tests.Cli;

/// <summary>On one folder: each test takes the `up` that runs there, or starts one, and leaves it as it likes.</summary>
public sealed class UpTests(UpTests.Shared shared) : IClassFixture<UpTests.Shared>
{
    [Fact]
    public async Task It_runs_the_hub_and_both_sites_and_shows_where_each_link_stands()
    {
        var up = await shared.Running();

        foreach (var address in new[] { shared.Work.Hub, shared.Work.Acme, shared.Work.Globex })
        {
            up.Output.ShouldContain(address.GetLeftPart(UriPartial.Authority));
            (await Http.GetAsync(new Uri(address, "/openapi/v1.json"))).EnsureSuccessStatusCode();
            (await Http.GetAsync(new Uri(address, "/scalar/"))).EnsureSuccessStatusCode();
        }

        await Arrived(shared.Work, up);
        var table = await shared.Work.Run("links");
        table.Code.ShouldBe(0, table.Errors);
        table.Output.ShouldContain("acme");
        table.Output.ShouldContain("active");
        table.Output.ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task It_stops_cleanly_and_the_next_start_finds_what_the_first_one_made()
    {
        var up = await shared.Running();
        await Arrived(shared.Work, up);
        var secrets = await File.ReadAllTextAsync(Enrolment);
        up.Terminate();
        (await up.Ended()).ShouldBe(0, up.Errors);
        up.Output.ShouldContain("SiteHub has stopped.");

        // Same secrets, same histories, nothing seeded again.
        var again = await shared.Running();
        (await File.ReadAllTextAsync(Enrolment)).ShouldBe(secrets);
        var links = await Arrived(shared.Work, again);
        links.ShouldAllBe(l => l["receives"]!["epoch"]!.GetValue<long>() == 1);
    }

    [Fact]
    public async Task The_roles_end_with_it_even_if_it_is_killed()
    {
        var up = await shared.Running();
        var roles = Children(up.Id);
        roles.Count.ShouldBe(3);

        // One that hangs notices nothing: the system ends it.
        SiteHubProcess.Halt(roles[0]);
        up.Kill();

        foreach (var role in roles)
        {
            await Until(() => !Directory.Exists($"/proc/{role}"), $"process {role} has ended");
        }
    }

    [Fact]
    public async Task Killed_and_started_again_at_once_it_is_ready_and_nothing_of_the_first_is_left()
    {
        var up = await shared.Running();
        var roles = Children(up.Id);

        up.Kill();
        FileStream? ending = null;
        await Until(() => IsTaken(out ending), "globex has ended");
        var again = await shared.Begin();
        await again.Says("What was started earlier is still ending (site globex); it is waited for");
        await ending!.DisposeAsync();
        await again.Says("SiteHub is ready");

        again.Output.ShouldNotContain("has ended");
        roles.ShouldAllBe(role => !Directory.Exists($"/proc/{role}"));
    }

    [Fact]
    public async Task A_role_that_dies_is_told_of_with_its_last_lines_and_started_again_after_growing_pauses_while_the_others_go_on()
    {
        var up = await shared.Running();
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
        await up.Says(Path.Combine(shared.Work.Folder, ".sitehub", "hub", "output.log"));
        await Until(async () => (await shared.Work.Run("health", shared.Work.Hub.ToString())).Code == 0 && (await shared.Work.Run("health", shared.Work.Globex.ToString())).Code == 0, "both are ready again");
        Child(up, "acme").ShouldBe(acme);
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

    private string Enrolment => Path.Combine(shared.Work.Folder, ".sitehub", "acme", "enrolment.sealed");

    private static int Child(SiteHubProcess up, string role) => Children(up.Id).Single(id => Of(id, role));

    /// <summary>The folder of a role that takes its time to end.</summary>
    private bool IsTaken(out FileStream? held)
    {
        try
        {
            held = new FileStream(Path.Combine(shared.Work.Folder, ".sitehub", "globex", "running"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            held = null;
            return false;
        }
    }

    private static bool Of(int id, string role) => File.Exists($"/proc/{id}/cmdline") && File.ReadAllText($"/proc/{id}/cmdline").Contains($"\0{role}\0", StringComparison.Ordinal);

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

    public sealed class Shared : IAsyncDisposable
    {
        private SiteHubProcess? _up;

        internal Workplace Work { get; } = new();

        internal async Task<SiteHubProcess> Running() => _up is { HasEnded: false } ? _up : await Start();

        internal async Task<SiteHubProcess> Start()
        {
            var up = await Begin();
            await up.Says("SiteHub is ready");
            return up;
        }

        internal async Task<SiteHubProcess> Begin()
        {
            var before = _up;
            _up = Work.Start("up");
            if (before is not null)
            {
                await before.DisposeAsync();
            }

            return _up;
        }

        public async ValueTask DisposeAsync()
        {
            if (_up is not null)
            {
                await _up.DisposeAsync();
            }

            Work.Dispose();
        }
    }
}
