using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Storage;

public sealed class BacklogTests(TwoSites sites, ITestOutputHelper output) : IClassFixture<TwoSites>
{
    [Fact]
    public Task A_site_with_10_000_entries_waiting_gets_ready_and_carries_on() => Carry_on(10_000);

    [Fact]
    [Trait("Run", "Soak")]
    public Task A_site_with_100_000_entries_waiting_gets_ready_and_carries_on() => Carry_on(100_000);

    private async Task Carry_on(int entries)
    {
        var world = sites.World;
        var site = world.Site("acme");
        await site.StopAsync();
        var without = await site.StartAsync();
        var before = (long)(await world.Api.LinkAsync("acme"))["receives"]!["checkpoint"]!;
        world.Hub.Kill();
        (await world.At("acme").BulkAsync(Quotations.DocType, Enumerable.Repeat(world.Quotation("acme", docStatus: 1), entries))).ShouldSucceed();

        site.Kill();
        var with = await site.StartAsync();

        // A backlog that were read at the start would show here as seconds.
        output.WriteLine($"Ready in {without.TotalMilliseconds:N0} ms without, {with.TotalMilliseconds:N0} ms with a backlog.");
        await world.Hub.StartAsync();
        await Until.Holds(async () => ((long)(await world.Api.LinkAsync("acme"))["receives"]!["checkpoint"]!).ShouldBeGreaterThanOrEqualTo(before + entries), 120);
    }
}
