using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace SiteHub.EndToEnd.Tests.Cli;

/// <summary>A role that is short of handles before anybody has asked it for anything, and then has enough: nothing that failed meanwhile stays failed.</summary>
public sealed partial class ScarceHandlesTests
{
    private static readonly string[] Hub =
    [
        "/signin", "/forgot", "/reset", "/.well-known/openid-configuration", "/.well-known/jwks", "/health", "/metrics", "/openapi/v1.json", "/api/v1/links", "/admin", "/no-such-page",
    ];

    private static readonly string[] Site = ["/", "/api/resource/Quotation", "/openapi/v1.json", "/health", "/metrics", "/admin", "/no-such-page"];

    [Theory]
    [Trait("Run", "Soak")]
    [InlineData("hub", 2)]
    [InlineData("acme", 0)]
    [InlineData("acme", 2)]
    public Task Any_role_that_had_too_few_handles_is_well_once_it_has_enough(string name, int spare) => A_role_that_had_too_few_handles_is_well_once_it_has_enough(name, spare);

    [Theory]
    [InlineData("hub", 0)]
    public async Task A_role_that_had_too_few_handles_is_well_once_it_has_enough(string name, int spare)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/prlimit"), "This system has no prlimit.");
        using var work = new Workplace(OneRoleTests.WithLinks);
        await using var role = work.Start(name == "hub" ? ["hub"] : ["site", name]);
        var (address, paths) = name == "hub" ? (work.Hub, Hub) : (work.Acme, Site);
        await role.Says("is ready");
        await IsHealthy(address);
        var open = new List<HttpClient>();
        foreach (var path in paths)
        {
            // Connections that stand already, so that the requests come in.
            open.Add(new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1, AllowAutoRedirect = false, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) });
            using var first = await open[^1].GetAsync(new Uri("/health", UriKind.Relative));
        }

        var enough = int.Parse(File.ReadLines($"/proc/{role.Id}/limits").Single(static line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture);
        Limit(role.Id, Directory.GetFiles($"/proc/{role.Id}/fd").Length + spare);
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(paths.Select((path, i) => Ask(open[i], path)));
            await Ask(new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(1) }, "/health");
        }

        Limit(role.Id, enough);
        open.ForEach(static client => client.Dispose());
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };
        var faulty = new List<string>();
        for (var tries = 0; tries < 100; tries++)
        {
            faulty = [.. (await Task.WhenAll(paths.Select(async path => (Path: path, Status: await Ask(http, path))))).Where(static asked => asked.Status >= 500).Select(static asked => $"{asked.Path}: {asked.Status}")];
            if (faulty.Count == 0)
            {
                break;
            }

            await Task.Delay(200);
        }

        faulty.ShouldBeEmpty(role.Output + role.Errors);
        if (name == "hub")
        {
            var page = await http.GetStringAsync(new Uri("/signin", UriKind.Relative));
            var assets = Asset().Matches(page).Select(static match => WebUtility.HtmlDecode(match.Groups[1].Value)).Where(static asset => asset.StartsWith('/')).Distinct().ToList();
            assets.ShouldNotBeEmpty();
            foreach (var asset in assets)
            {
                (await Ask(http, asset)).ShouldBe(200, asset);
            }
        }

        role.Terminate();
        (await role.Ended()).ShouldBe(0, role.Errors);
    }

    /// <summary>All that it may come to need is loaded.</summary>
    private static async Task IsHealthy(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        var health = "";
        for (var tries = 0; tries < 300 && !health.Contains("\"status\":\"Healthy\",\"checks\"", StringComparison.Ordinal); tries++)
        {
            await Task.Delay(100);
            health = await http.GetStringAsync(new Uri("/health", UriKind.Relative));
        }

        health.ShouldStartWith("{\"status\":\"Healthy\"");
    }

    private static async Task<int> Ask(HttpClient http, string path)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            return (int)answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return 599;
        }
    }

    private static void Limit(int process, int handles)
    {
        using var set = Process.Start("/usr/bin/prlimit", ["--pid", process.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"--nofile={handles}:")]);
        set.WaitForExit();
        set.ExitCode.ShouldBe(0, $"prlimit of process {process} to {handles}");
    }

    [GeneratedRegex("(?:href|src)=\"([^\"]+\\.(?:css|js|svg)[^\"]*)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Asset();
}
