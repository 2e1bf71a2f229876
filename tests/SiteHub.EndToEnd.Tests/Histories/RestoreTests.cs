using System.Net;
using System.Text.Json.Nodes;
using SiteHub.EndToEnd.Tests.Agreements;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Histories;

/// <summary>A side goes back to an older copy of its database, as after a restore from backup.</summary>
public sealed class RestoreTests(TwoSites sites) : IClassFixture<TwoSites>
{
    private const string DocType = Quotations.DocType;

    private readonly World _world = sites.World;

    /// <summary>The hub forgets what came from both sites, and what it has ordered at acme; globex has an older copy still.</summary>
    [Fact]
    public async Task A_hub_that_forgot_is_told_again_from_the_log_and_where_the_site_forgot_as_well_from_the_start()
    {
        var (kept, deleted) = (await _world.InsertQuotationAsync("acme"), await _world.InsertQuotationAsync("acme"));
        var old = await _world.InsertQuotationAsync("globex");
        await MeetAsync();
        _world.Site("globex").BackUp();
        await ChangeAsync("globex", old);
        await _world.InsertQuotationAsync("globex");
        await MeetAsync();
        _world.Hub.BackUp();
        await ChangeAsync("globex", old);
        await ChangeAsync("acme", kept);
        await DeleteAsync("acme", deleted);
        var added = await _world.InsertQuotationAsync("acme");
        await _world.Api.PostAsync("/api/v1/sites/acme/resync");
        await MeetAsync();
        var before = Ends();

        await Task.WhenAll(_world.Hub.RestoreAsync(), _world.Site("globex").RestoreAsync());

        await Agreement.ReachedAsync(_world, ["acme", "globex"]);
        var after = Ends();
        after.Acme.SiteSends.EpochId.ShouldBe(before.Acme.SiteSends.EpochId, "the site's log still held what the hub lacked");
        after.Acme.HubSends.Epoch.ShouldBeGreaterThan(before.Acme.HubSends.Epoch, "the site has applied an order of which the hub knows nothing more");
        after.Globex.SiteSends.Epoch.ShouldBeGreaterThan(before.Globex.SiteSends.Epoch, "the hub has applied entries of which the site knows nothing more");
        after.Globex.HubSends.EpochId.ShouldBe(before.Globex.HubSends.EpochId, "nothing was lost of it");
        (await StatusAsync("acme", added)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("acme", deleted)).ShouldBe(HttpStatusCode.Gone);
        _world.Hub.Output.ShouldContain(line => line.Contains("a new history begins", StringComparison.Ordinal));
        await _world.InsertQuotationAsync("globex");
        await Agreement.ReachedAsync(_world, ["globex"]);
    }

    /// <summary>What the site no longer knows of, the hub shows no longer; what came back, it shows again.</summary>
    [Fact]
    public async Task A_site_that_forgot_is_followed_and_the_second_time_within_an_hour_only_when_a_person_says_so()
    {
        var (changed, deleted) = (await _world.InsertQuotationAsync("acme"), await _world.InsertQuotationAsync("acme"));
        var site = _world.Site("acme");
        await MeetAsync();
        site.BackUp();
        await ChangeAsync("acme", changed);
        await DeleteAsync("acme", deleted);
        var forgotten = await _world.InsertQuotationAsync("acme", "forgotten");
        await MeetAsync();
        var epoch = Ends().Acme.SiteSends.Epoch;

        await site.RestoreAsync();

        await Agreement.ReachedAsync(_world, ["acme"]);
        Ends().Acme.SiteSends.Epoch.ShouldBe(epoch + 1);
        site.Output.ShouldContain(line => line.Contains("restored from an older copy", StringComparison.Ordinal));
        (await StatusAsync("acme", deleted)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("acme", forgotten)).ShouldBe(HttpStatusCode.Gone);

        // The name that the hub has seen before is another document's now.
        (await _world.InsertQuotationAsync("acme", "another")).ShouldBe(forgotten);
        await Agreement.ReachedAsync(_world, ["acme"]);
        (await StatusAsync("acme", forgotten)).ShouldBe(HttpStatusCode.OK);

        await ForgetAndGrowWhileTheHubIsAwayAsync(site);
        await Until.Holds(async () => ((string)(await LinkAtSiteAsync())["state"]!).ShouldBe("history in doubt"));
        ((string)(await LinkAtSiteAsync())["reason"]!).ShouldContain("Resume the link");
        (await _world.At("acme").SendAsync(HttpMethod.Post, "/api/v1/links/acme/resume", [])).ShouldSucceed();
        await Agreement.ReachedAsync(_world, ["acme"]);
        Ends().Acme.SiteSends.Epoch.ShouldBe(epoch + 2);
        ((string)(await LinkAtSiteAsync())["state"]!).ShouldBe("active");
    }

    /// <summary>As long as before, and other entries at the same places: by the numbers alone nobody would notice.</summary>
    private async Task ForgetAndGrowWhileTheHubIsAwayAsync(Role site)
    {
        site.BackUp();
        await _world.InsertQuotationAsync("acme");
        await _world.InsertQuotationAsync("acme");
        await MeetAsync();
        _world.Hub.Kill();
        await site.RestoreAsync();
        await _world.InsertQuotationAsync("acme");
        await _world.InsertQuotationAsync("acme");
        await _world.Hub.StartAsync();
    }

    private Task MeetAsync() => Task.WhenAll(LinkEnds.MeetAsync(_world, "acme"), LinkEnds.MeetAsync(_world, "globex"));

    private (LinkEnds Acme, LinkEnds Globex) Ends() => (LinkEnds.Of(_world, "acme"), LinkEnds.Of(_world, "globex"));

    private async Task ChangeAsync(string slug, string name) =>
        (await _world.At(slug).UpdateAsync(DocType, name, new JsonObject { ["po_no"] = $"PO-{Guid.NewGuid()}" })).ShouldSucceed();

    private async Task DeleteAsync(string slug, string name)
    {
        (await _world.At(slug).CancelAsync(DocType, name)).ShouldSucceed();
        (await _world.At(slug).DeleteAsync(DocType, name)).ShouldSucceed();
    }

    private async Task<HttpStatusCode> StatusAsync(string slug, string name) => (await _world.Api.DocumentAsync(slug, DocType, name)).Status;

    private async Task<JsonNode> LinkAtSiteAsync() => (await _world.At("acme").SendAsync(HttpMethod.Get, "/api/v1/links")).ShouldSucceed().Json[0]!;
}
