using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Storage;

public sealed class BacklogTests(TwoSites sites, ITestOutputHelper output) : IClassFixture<TwoSites>
{
    private const int Entries = 100_000;

    [Fact]
    public async Task A_site_with_100_000_entries_waiting_is_ready_as_fast_as_without_and_carries_on()
    {
        var world = sites.World;
        var site = world.Site("acme");
        await site.StopAsync();
        var without = await site.StartAsync();
        var before = (long)(await world.Api.LinkAsync("acme"))["receives"]!["checkpoint"]!;
        world.Hub.Kill();
        (await world.At("acme").BulkAsync(Quotations.DocType, Enumerable.Repeat(world.Quotation("acme", docStatus: 1), Entries))).ShouldSucceed();

        site.Kill();
        var with = await site.StartAsync();

        // A backlog that were read at the start would show as seconds; what is allowed for is the machine's noise.
        output.WriteLine($"Ready in {without.TotalMilliseconds:N0} ms without, {with.TotalMilliseconds:N0} ms with a backlog.");
        with.ShouldBeLessThan((without * 3) + TimeSpan.FromSeconds(2));
        await world.Hub.StartAsync();
        await Until.Holds(async () => ((long)(await world.Api.LinkAsync("acme"))["receives"]!["checkpoint"]!).ShouldBeGreaterThanOrEqualTo(before + Entries), 120);
    }
}
