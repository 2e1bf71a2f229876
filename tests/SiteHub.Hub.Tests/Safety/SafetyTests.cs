using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Sending;
using SiteHub.Hub.Enrolment;
using SiteHub.Hub.People;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Tests.Safety;

/// <summary>What the hub says is unsafe about itself, and where it does not go.</summary>
public sealed class SafetyTests
{
    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task It_tells_each_thing_that_is_unsafe()
    {
        await using var hub = new HubFixture();
        hub.Sites.Add(HubFixture.Site("plain") with { Url = new Uri("http://plain.example:5101") });
        hub.Clients.Add(new ClientEntry("tool", new Secret("a-sample-secret"), ["hub.read"]));
        hub.People.Add(new SeedPerson("ann@hub.example", "Ann", "a password that is long", [HubRoles.Administrator], new Dictionary<string, IReadOnlyList<string>>()));
        await hub.Start();
        var key = Path.Combine(Path.GetDirectoryName(hub.DatabasePath)!, "master.key");
        await File.WriteAllTextAsync(key, "", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var findings = await Findings(hub);
        findings.Select(static f => f.Id).Distinct().ShouldBe(["plain-http-peer", "sample-secret", "master-key-readable", "no-mail", "no-second-factor"], ignoreOrder: true);
        findings.ShouldContain(f => f.What.Contains("http://plain.example:5101/", StringComparison.Ordinal));
        findings.ShouldContain(f => f.What.Contains("$.hub.clients[2].secret", StringComparison.Ordinal) && !f.What.Contains("a-sample-secret", StringComparison.Ordinal));
        findings.ShouldContain(f => f.What.Contains("ann@hub.example", StringComparison.Ordinal));

        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await Findings(hub)).ShouldNotContain(static f => f.Id == "master-key-readable");
    }

    [Fact]
    public async Task A_site_whose_clock_is_apart_is_named()
    {
        await using var other = await HubFixture.Started();
        await using var hub = new HubFixture();
        hub.Sites.Clear();
        hub.Sites.Add(HubFixture.Site("near") with { Url = other.Http.BaseAddress! });
        await hub.Start();

        // The web server's own clock is the machine's.
        hub.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
        (await Findings(hub)).ShouldNotContain(static f => f.Id == "clock-apart");
        hub.Time.Advance(TimeSpan.FromMinutes(2));
        (await Findings(hub)).ShouldContain(static f => f.Id == "clock-apart" && f.What.StartsWith("near (-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_may_not_do_anything_about_it_is_not_shown_it()
    {
        await using var hub = await HubFixture.Started();
        using var answer = await hub.Get("/api/v1/safety", await hub.Token("reader"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var anonymous = await hub.Get("/api/v1/safety", null);
        anonymous.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>A site's address comes from an operator's request: it leads no further into the hub's own network than a webhook's.</summary>
    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    public async Task A_sites_address_reaches_nothing_that_a_webhook_may_not(string address)
    {
        await using var other = await HubFixture.Started();
        await using var hub = new HubFixture { Url = "https://hub.example.com" };
        hub.Sites.Clear();
        hub.Sites.Add(HubFixture.Site("near") with { Url = new Uri(string.Format(System.Globalization.CultureInfo.InvariantCulture, address, other.Http.BaseAddress!.Port)) });
        await hub.Start();
        (await hub.Service<SiteReach>().Try("near", TestContext.Current.CancellationToken)).ShouldBeFalse();

        await using var allowed = new HubFixture { Url = "https://hub.example.com" };
        allowed.Networks.Add(new AllowedNetwork(IPNetwork.Parse("127.0.0.0/8"), null));
        allowed.Networks.Add(new AllowedNetwork(IPNetwork.Parse("::1/128"), null));
        allowed.Sites.Clear();
        allowed.Sites.AddRange(hub.Sites);
        await allowed.Start();
        (await allowed.Service<SiteReach>().Try("near", TestContext.Current.CancellationToken)).ShouldBeTrue();
    }

    private static async Task<List<(string Id, string What)>> Findings(HubFixture hub)
    {
        using var answer = await hub.Get("/api/v1/safety", await hub.Token("operations", "hub.admin"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return [.. (await answer.Content.ReadFromJsonAsync<JsonNode>())!["findings"]!.AsArray().Select(static f => ((string)f!["id"]!, (string)f["what"]!))];
    }
}
