using Microsoft.Extensions.Time.Testing;
using SiteHub.Delivery.Links;

namespace SiteHub.Delivery.Tests.Links;

public sealed class RetentionTests
{
    private static readonly LogRetentionOptions NoAge = new(TimeSpan.Zero, long.MaxValue);

    [Fact]
    public async Task Confirmed_entries_go_when_they_are_old_and_the_rest_stays()
    {
        await using var pair = await Pair.StartAsync(siteRetention: NoAge);
        await SendAsync(pair.Site, 1, 1_200);
        await Pair.Eventually(() => pair.Site.Status().Sends.Depth.ShouldBe(0));
        await pair.Hub.StopAsync();
        await SendAsync(pair.Site, 1_201, 1_210);

        await pair.Site.Get<LogRetention>().RunAsync(CancellationToken.None);

        Entries(pair.Site).ShouldBe(10);
        await pair.Hub.StartAsync();
        await Pair.Eventually(() => pair.Hub.Received().Count.ShouldBe(1_210));
    }

    [Fact]
    public async Task Confirmed_entries_stay_for_their_time()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var pair = await Pair.StartAsync(siteTime: clock);
        await SendAsync(pair.Site, 1, 10);
        await Pair.Eventually(() => pair.Site.Status().Sends.Depth.ShouldBe(0));

        clock.Advance(TimeSpan.FromDays(13));
        await pair.Site.Get<LogRetention>().RunAsync(CancellationToken.None);
        Entries(pair.Site).ShouldBe(10);

        clock.Advance(TimeSpan.FromDays(2));
        await pair.Site.Get<LogRetention>().RunAsync(CancellationToken.None);
        Entries(pair.Site).ShouldBe(0);
    }

    [Fact]
    public async Task A_hub_that_lost_everything_after_the_log_was_trimmed_gets_a_new_history()
    {
        await using var pair = await Pair.StartAsync(siteRetention: NoAge);
        await SendAsync(pair.Site, 1, 10);
        await Pair.Eventually(() => pair.Site.Status().Sends.Depth.ShouldBe(0));
        await pair.Site.Get<LogRetention>().RunAsync(CancellationToken.None);

        await pair.Hub.StopAsync();
        foreach (var file in Directory.GetFiles(pair.Folder, Path.GetFileName(pair.Hub.File) + "*"))
        {
            File.Delete(file);
        }

        await pair.Hub.StartAsync();
        await pair.LinkAsync();

        await Pair.Eventually(() => pair.Hub.Received().ShouldBe(["everything"]));
        pair.Site.Epochs.ShouldHaveSingleItem().ShouldContain("longer than the log is kept");
    }

    [Fact]
    public async Task A_peer_that_never_returns_does_not_fill_the_disk()
    {
        await using var pair = await Pair.StartAsync(siteRetention: new LogRetentionOptions(TimeSpan.FromDays(14), 10_000));
        await pair.Hub.StopAsync();
        await SendAsync(pair.Site, 1, 1_000);

        await pair.Site.Get<LogRetention>().RunAsync(CancellationToken.None);
        await pair.Site.Get<LogRetention>().RunAsync(CancellationToken.None);

        pair.Site.Epochs.ShouldHaveSingleItem();
        Entries(pair.Site).ShouldBe(1);
        await pair.Hub.StartAsync();
        await Pair.Eventually(() => pair.Hub.Received().ShouldBe(["everything"]));
    }

    private static long? Entries(Party party) => party.Database.Read(s => s.Long("SELECT count(*) FROM log_entry"));

    private static async Task SendAsync(Party party, int from, int to) =>
        await Task.WhenAll(Enumerable.Range(from, to - from + 1).Select(i => party.SendAsync($"n{i}")));
}
