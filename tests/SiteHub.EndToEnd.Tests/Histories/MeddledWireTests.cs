using SiteHub.EndToEnd.Tests.Agreements;
using SiteHub.EndToEnd.Tests.Killing;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Histories;

/// <summary>Between sound roles, a network that loses answers, doubles requests, delivers late and refuses for a while.</summary>
public sealed class MeddledWireTests(WiredSites sites) : IClassFixture<WiredSites>
{
    private static readonly string[] Slugs = ["acme", "globex"];

    private readonly World _world = sites.World;

    [Fact]
    public async Task Answers_lost_requests_doubled_and_late_leave_every_entry_applied_once()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var mischief = new Mischief(seed);
        foreach (var role in _world.Roles)
        {
            _world.WireTo(role.Name).Meddle = mischief.DoAsync;
        }

        using var stop = new CancellationTokenSource();
        var clerks = Slugs.Select((slug, i) => new Clerk(_world, slug, i, seed + i)).ToList();
        var work = clerks.Select(clerk => clerk.WorkAsync(stop.Token)).ToList();
        for (var i = 0; !mischief.IsEnough; i++)
        {
            await _world.Api.PostAsync($"/api/v1/sites/{Slugs[i % 2]}/resync");
            await Task.WhenAny(Task.WhenAny(work), Task.Delay(100));
            work.ShouldAllBe(one => !one.IsFaulted);
        }

        await stop.CancelAsync();
        await Task.WhenAll(work);
        mischief.End();

        await Agreement.ReachedAsync(_world, Slugs);
        foreach (var slug in Slugs)
        {
            Timelines.ShouldBeTheLog(_world, slug);
            LinkEnds.Of(_world, slug).ShouldSatisfyAllConditions(ends => ends.SiteSends.Epoch.ShouldBe(1), ends => ends.HubSends.Epoch.ShouldBe(1));
        }
    }

    [Fact]
    public async Task A_site_that_hangs_holds_up_nobody_and_catches_up()
    {
        _world.Site("acme").Freeze();
        string name;
        try
        {
            await _world.Api.PostAsync("/api/v1/sites/acme/resync");
            name = await _world.InsertQuotationAsync("globex");
            await Until.Holds(async () => ((int)(await _world.Api.DocumentAsync("globex", "Quotation", name)).Status).ShouldBe(200));
            LinkEnds.Of(_world, "acme").ShouldSatisfyAllConditions(ends => ends.HubSends.Seq.ShouldBeGreaterThan(ends.SiteHas.Seq));
        }
        finally
        {
            _world.Site("acme").Thaw();
        }

        name = await _world.InsertQuotationAsync("acme");
        await Agreement.ReachedAsync(_world, Slugs);
        ((int)(await _world.Api.DocumentAsync("acme", "Quotation", name)).Status).ShouldBe(200);
    }
}
