using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using SiteHub.Delivery.Links;

namespace SiteHub.Delivery.Tests.Links;

/// <summary>One sick destination never slows another, and is left alone until it is well.</summary>
public sealed class SickPeerTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sitehub-sick-");
    private readonly List<Party> _parties = [];
    private readonly TaskCompletionSource _hangs = new();

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        _hangs.TrySetResult();
        foreach (var party in _parties)
        {
            party.Intercept = (http, next) => next(http);
            await party.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_dead_a_slow_and_a_flapping_peer_leave_the_others_alone()
    {
        var hub = await PartyAsync("hub");
        var well = await PartyAsync("well");
        var slow = await PartyAsync("slow");
        var flapping = await PartyAsync("flapping");
        slow.Intercept = async (_, _) => await _hangs.Task;
        var calls = 0;
        flapping.Intercept = (http, next) =>
        {
            if (calls++ is 1 or 3 or 5 or 8)
            {
                http.Response.StatusCode = 500;
                return Task.CompletedTask;
            }

            return next(http);
        };
        foreach (var party in new[] { well, slow, flapping })
        {
            await LinkAsync(hub, party, Name(party));
        }

        await hub.LinkToAsync(new Uri("http://localhost:9/"), Pair.Ring(), Pair.Ring(), "dead");

        for (var i = 0; i < 200; i++)
        {
            foreach (var link in new[] { "dead", "slow", "flapping", "well" })
            {
                await hub.SendAsync($"{link}{i}", link);
            }
        }

        await Pair.Eventually(() => Received(well).Count.ShouldBe(200));
        await Pair.Eventually(() => Received(flapping).Count.ShouldBe(200));
        Received(flapping).ShouldBe(Enumerable.Range(0, 200).Select(i => $"flapping{i}"));
        hub.Status("dead").Sends.Depth.ShouldBe(200);
        hub.Status("slow").Sends.Depth.ShouldBe(200);

        _hangs.SetResult();
        slow.Intercept = (http, next) => next(http);
        await Pair.Eventually(() => Received(slow).Count.ShouldBe(200));
    }

    [Fact]
    public async Task A_peer_that_never_answers_is_given_up_after_30_seconds()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var pair = await Pair.StartAsync(siteTime: clock);
        await pair.Site.SendAsync("first");
        await Pair.Eventually(() => pair.Hub.Received().Count.ShouldBe(1));
        var hangs = new TaskCompletionSource();
        var arrived = new TaskCompletionSource();
        pair.Hub.Intercept = async (_, _) =>
        {
            arrived.TrySetResult();
            await hangs.Task;
        };

        await pair.Site.SendAsync("second");
        await arrived.Task;
        clock.Advance(TimeSpan.FromSeconds(31));

        await Pair.Eventually(() => pair.Site.Status().Reason.ShouldBe("No answer in time."));
        hangs.SetResult();
    }

    /// <summary>All are opened at a start, and each says that it was opened.</summary>
    [Fact]
    public async Task A_link_has_one_pump_after_a_start_too()
    {
        await using var pair = await Pair.StartAsync();
        await pair.Site.SendAsync("first");
        await Pair.Eventually(() => pair.Hub.Received().Count.ShouldBe(1));
        await pair.Site.StopAsync();
        var greetings = 0;
        pair.Hub.Intercept = (http, next) =>
        {
            _ = http.Request.Path.Value!.EndsWith("/hello", StringComparison.Ordinal) ? Interlocked.Increment(ref greetings) : 0;
            return next(http);
        };

        await pair.Site.StartAsync();

        for (var i = 0; i < 20; i++)
        {
            await pair.Site.SendAsync($"{i}");
            await Pair.Eventually(() => pair.Hub.Received().Count.ShouldBe(i + 2));
        }

        greetings.ShouldBe(1);
    }

    [Fact]
    public async Task After_five_failures_only_greetings_are_tried_one_at_a_time()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var pair = await Pair.StartAsync(siteTime: clock);
        await pair.Site.SendAsync("first");
        await Pair.Eventually(() => pair.Hub.Received().Count.ShouldBe(1));
        var paths = new List<string>();
        pair.Hub.Intercept = (http, _) =>
        {
            paths.Add(http.Request.Path.Value!);
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await pair.Site.SendAsync("second");
        for (var failures = 1; failures <= 7; failures++)
        {
            await Pair.Eventually(() => pair.Site.Status().Failures.ShouldBe(failures));
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        pair.Site.Status().Circuit.ShouldBe("open");
        paths.Skip(5).ShouldAllBe(p => p.EndsWith("/hello", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_peer_whose_clock_is_wrong_is_named_as_the_cause_and_all_goes_on_once_it_is_right()
    {
        var clock = new SteppingTime();
        await using var pair = await Pair.StartAsync(siteTime: clock);
        await pair.Site.SendAsync("first");
        await Pair.Eventually(() => pair.Hub.Received().Count.ShouldBe(1));
        clock.Off = TimeSpan.FromMinutes(-10);
        clock.Advance(TimeSpan.FromSeconds(1));

        await pair.Site.SendAsync("second");

        await Pair.Eventually(() => (pair.Site.Status().Reason ?? "").ShouldContain("clocks"));
        pair.Site.Status().State.ShouldBe(LinkStates.NeedsAuthorization);
        clock.Off = default;
        clock.Advance(TimeSpan.FromSeconds(1));
        await Pair.Eventually(() => pair.Hub.Received().Count.ShouldBe(2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(24)]
    [InlineData(-100)]
    public async Task A_clock_that_was_wrong_for_a_moment_keeps_nothing_waiting(int hours)
    {
        var clock = new SteppingTime();
        await using var pair = await Pair.StartAsync(siteTime: clock);
        await pair.Site.SendAsync("first");
        await Pair.Eventually(() => pair.Hub.Received().Count.ShouldBe(1));
        pair.Hub.Intercept = (http, _) =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        clock.Off = TimeSpan.FromHours(hours);
        await pair.Site.SendAsync("second");
        await Pair.Eventually(() => pair.Site.Status().Failures.ShouldBe(1));

        clock.Off = default;
        pair.Hub.Intercept = (http, next) => next(http);
        clock.Advance(TimeSpan.FromSeconds(1.2));

        await Pair.Eventually(() => pair.Hub.Received().Count.ShouldBe(2));
    }

    [Fact]
    public async Task A_peer_that_was_away_for_long_is_found_within_ten_seconds_of_its_return()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var pair = await Pair.StartAsync(siteTime: clock);
        await FailAsync(pair, clock);

        pair.Hub.Intercept = (http, next) => next(http);
        clock.Advance(TimeSpan.FromSeconds(10));

        await Pair.Eventually(() => pair.Hub.Received().Count.ShouldBe(2));
    }

    [Fact]
    public async Task A_batch_that_arrives_shows_that_its_sender_is_there()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var pair = await Pair.StartAsync(siteTime: clock);
        await FailAsync(pair, clock);

        // By the clock the next probe is five seconds away.
        pair.Hub.Intercept = (http, next) => next(http);
        await pair.Hub.SendAsync("the other way");

        await Pair.Eventually(() => pair.Hub.Received().Count.ShouldBe(2));
    }

    [Fact]
    public async Task A_peer_that_sends_much_and_cannot_be_reached_is_tried_less_often_each_time()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var pair = await Pair.StartAsync(siteTime: clock);
        await FailAsync(pair, clock);
        var tries = 0;
        pair.Hub.Intercept = (http, _) =>
        {
            Interlocked.Increment(ref tries);
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };

        for (var second = 1; second <= 40; second++)
        {
            await pair.Hub.SendAsync($"entry {second}");
            await Pair.Eventually(() => pair.Site.Received().Count.ShouldBe(second));
            await Task.Delay(20);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        // By the probes alone it is tried four to eight times.
        tries.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task Two_sides_that_hear_each_other_and_no_answers_do_not_call_without_end()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var pair = await Pair.StartAsync(siteTime: clock);
        var calls = 0;
        foreach (var party in new[] { pair.Site, pair.Hub })
        {
            party.Intercept = async (http, next) =>
            {
                Interlocked.Increment(ref calls);
                await next(http);
                http.Abort();
            };
        }

        await pair.Site.SendAsync("up");
        await pair.Hub.SendAsync("down");
        // Not by the failures: whoever hears the other forgets them.
        await Pair.Eventually(() => Volatile.Read(ref calls).ShouldBeGreaterThan(1));
        var before = calls;
        await Task.Delay(2000);

        (calls - before).ShouldBeLessThan(20);
    }

    [Fact]
    public async Task A_link_has_one_pump_however_often_it_is_opened()
    {
        await using var pair = await Pair.StartAsync();
        for (var i = 0; i < 50; i++)
        {
            await pair.Site.StopAsync();
            await pair.Site.StartAsync();
        }

        await pair.Site.SendAsync("last");

        await Pair.Eventually(() => pair.Hub.Received().ShouldBe(["last"]));
        pair.Site.Log.Lines.Where(l => l.Contains("fault", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_peer_that_starts_greets_and_ends_the_wait()
    {
        await using var pair = await Pair.StartAsync();
        await pair.Site.SendAsync("first");
        await Pair.Eventually(() => pair.Hub.Received().Count.ShouldBe(1));
        await pair.Hub.StopAsync();
        await pair.Site.SendAsync("second");
        await Pair.Eventually(() => pair.Site.Status().Failures.ShouldBeGreaterThan(2));

        await pair.Hub.StartAsync();

        await Pair.Eventually(() => pair.Hub.Received().Count.ShouldBe(2));
        await Pair.Eventually(() => pair.Site.Status().Failures.ShouldBe(0));
    }

    private static async Task FailAsync(Pair pair, FakeTimeProvider clock)
    {
        await pair.Site.SendAsync("first");
        await Pair.Eventually(() => pair.Hub.Received().Count.ShouldBe(1));
        pair.Hub.Intercept = (http, _) =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await pair.Site.SendAsync("second");
        for (var failures = 1; failures < 9; failures++)
        {
            await Pair.Eventually(() => pair.Site.Status().Failures.ShouldBeGreaterThanOrEqualTo(failures));
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        await Pair.Eventually(() => pair.Site.Status().Failures.ShouldBe(9));
    }

    private static List<string> Received(Party party) => party.Received();

    private static string Name(Party party) => Path.GetFileNameWithoutExtension(party.File);

    private static async Task LinkAsync(Party hub, Party site, string link)
    {
        var (down, up) = (Pair.Ring(), Pair.Ring());
        await hub.LinkToAsync(site.Address, down, up, link);
        await site.LinkToAsync(hub.Address, up, down, link);
    }

    private async Task<Party> PartyAsync(string name)
    {
        var party = new Party(_folder.FullName, name);
        _parties.Add(party);
        await party.StartAsync();
        return party;
    }
}
