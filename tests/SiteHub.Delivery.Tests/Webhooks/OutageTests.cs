using System.Text.RegularExpressions;
using SiteHub.Delivery.Tests.Links;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Delivery.Tests.Webhooks;

public sealed partial class OutageTests
{
    private static readonly string[] Names = ["A", "B", "C", "D"];

    [Fact]
    public async Task The_schedule_is_kept_to_a_fifth_and_ends_in_a_dead_letter()
    {
        await using var outage = await Outage.StartAsync();
        var webhook = await outage.Sender.AddAsync(outage.Receiver);
        outage.Receiver.Answers = Receiver.Says(500);

        await outage.Sender.SaveAsync("A", 1);
        await outage.SettleAsync(webhook);
        foreach (var wait in RetrySchedule.Default)
        {
            var next = outage.Sender.Status(webhook).NextAttemptAt.ShouldNotBeNull() - outage.Clock.GetUtcNow();
            next.ShouldBeInRange(wait * 0.8, wait * 1.2);
            outage.Clock.Advance(next - TimeSpan.FromMilliseconds(1));
            outage.Sender.Sweep();
            var before = outage.Receiver.Requests.Count;
            outage.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await outage.SettleAsync(webhook);
            outage.Receiver.Requests.Count.ShouldBe(before + 1);
        }

        outage.Receiver.Requests.Count.ShouldBe(13);
        outage.Receiver.Requests.Select(r => r.Id).Distinct().Count().ShouldBe(1);
        outage.Receiver.Requests.Select(r => r.Headers["webhook-timestamp"]).Distinct().Count().ShouldBe(13);
        var status = outage.Sender.Status(webhook);
        status.Dead.ShouldBe(1);
        status.State.ShouldBe(WebhookState.Enabled);
        outage.Sender.Get<Announcements>().List(0, 10).ShouldHaveSingleItem().Kind.ShouldBe(AnnouncementKind.DeadLetter);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("6.2")]
    [InlineData("Tue, 24 Nov 2026 12:00:07 GMT")]
    public async Task Retry_after_is_kept_to_the_second_by_all_its_deliveries(string header)
    {
        await using var outage = await Outage.StartAsync();
        var webhook = await outage.Sender.AddAsync(outage.Receiver, w => w with { Concurrency = 1 });
        outage.Receiver.Answers = Receiver.Says(429, ("Retry-After", header));
        var start = outage.Clock.GetUtcNow();

        await outage.Sender.SaveAsync("A", 1);
        await outage.Sender.SaveAsync("B", 1);
        await outage.SettleAsync(webhook);

        outage.Sender.Status(webhook).NextAttemptAt.ShouldBe(start.AddSeconds(7));
        outage.Receiver.Answers = Receiver.Says(200);
        outage.Clock.Advance(TimeSpan.FromSeconds(6.999));
        outage.Sender.Sweep();
        await Task.Delay(100);
        outage.Receiver.Requests.Count.ShouldBe(1);
        outage.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await outage.SettleAsync(webhook);
        outage.Receiver.Distinct.ShouldBe(2);
    }

    [Fact]
    public async Task A_receiver_that_says_at_once_is_not_called_without_end()
    {
        await using var outage = await Outage.StartAsync();
        var webhook = await outage.Sender.AddAsync(outage.Receiver);
        outage.Receiver.Answers = Receiver.Says(429, ("Retry-After", "0"));

        await outage.Sender.SaveAsync("A", 1);
        await outage.SettleAsync(webhook);

        outage.Receiver.Requests.Count.ShouldBe(1);
        (outage.Sender.Status(webhook).NextAttemptAt - outage.Clock.GetUtcNow()).ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Two_days_of_outage_and_all_arrives_in_order()
    {
        await using var outage = await Outage.StartAsync();
        var webhook = await outage.Sender.AddAsync(outage.Receiver);
        await outage.Sender.SaveAsync("A", 0);
        await outage.SettleAsync(webhook);
        outage.Receiver.Answers = Receiver.Says(503);

        for (var hour = 1; hour <= 48; hour++)
        {
            await outage.Sender.SaveAsync(Names[hour % Names.Length], hour);
            await outage.PassAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(20), webhook);
        }

        outage.Sender.Status(webhook).State.ShouldBe(WebhookState.Enabled);
        outage.Sender.Status(webhook).CircuitOpen.ShouldBeTrue();
        outage.Sender.Status(webhook).Dead.ShouldBe(0);
        outage.Receiver.Answers = Receiver.Says(200);
        await outage.PassAsync(TimeSpan.FromHours(24), TimeSpan.FromMinutes(20), webhook);

        outage.Receiver.Distinct.ShouldBe(49);
        InOrder(outage.Receiver.Bodies());
        var status = outage.Sender.Status(webhook);
        (status.Waiting, status.Pending, status.Dead, status.Failures).ShouldBe((0, 0, 0, 0));
        outage.Sender.Get<Announcements>().List(0, 10).ShouldBeEmpty();
    }

    [Fact]
    public async Task Once_one_gets_through_again_the_others_do_not_wait_for_their_hour()
    {
        await using var outage = await Outage.StartAsync();
        var webhook = await outage.Sender.AddAsync(outage.Receiver);
        outage.Receiver.Answers = Receiver.Says(503);
        foreach (var name in Names)
        {
            await outage.Sender.SaveAsync(name, 1);
        }

        await outage.PassAsync(TimeSpan.FromHours(12), TimeSpan.FromMinutes(20), webhook);
        outage.Receiver.Answers = Receiver.Says(200);
        outage.Sender.Status(webhook).NextAttemptAt.ShouldNotBeNull().ShouldBeGreaterThan(outage.Clock.GetUtcNow().AddHours(1));
        await outage.Sender.SaveAsync("new", 1);
        await outage.PassAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(20), webhook);

        outage.Receiver.Distinct.ShouldBe(5);
    }

    [Fact]
    public async Task A_week_of_outage_ends_in_dead_letters_and_a_hold_and_a_replay_brings_all_in_order()
    {
        await using var outage = await Outage.StartAsync();
        var webhook = await outage.Sender.AddAsync(outage.Receiver);
        outage.Receiver.Answers = Receiver.Says(500);
        for (var day = 0; day < 7; day++)
        {
            foreach (var name in Names)
            {
                await outage.Sender.SaveAsync(name, day);
            }

            await outage.PassAsync(TimeSpan.FromDays(1), TimeSpan.FromMinutes(30), webhook);
        }

        var status = outage.Sender.Status(webhook);
        status.State.ShouldBe(WebhookState.Held);
        status.Reason!.ShouldContain("5 days");
        status.Dead.ShouldBeGreaterThanOrEqualTo(Names.Length);
        (status.Dead + status.Waiting + status.Pending).ShouldBe(28);
        var told = outage.Sender.Get<Announcements>().List(0, 100);
        told.Count(a => a.Kind is AnnouncementKind.WebhookHeld).ShouldBe(1);
        told.Count(a => a.Kind is AnnouncementKind.DeadLetter).ShouldBe((int)status.Dead);

        outage.Receiver.Answers = Receiver.Says(200);
        var replays = outage.Sender.Get<Replays>();
        var replay = await replays.StartAsync(new DeliveryFilter { Webhook = webhook.Id, States = DeliveryFilter.Failed });
        await Pair.Eventually(() => replays.Find(replay)!.State.ShouldBe(ReplayState.Gathered));
        await outage.Sender.Registry.Enable(webhook.Id);
        await outage.PassAsync(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1), webhook);

        outage.Receiver.Distinct.ShouldBe(28);
        InOrder(outage.Receiver.Bodies());
        foreach (var name in Names)
        {
            Versions(outage.Receiver.Bodies(), name).ShouldBe(Enumerable.Range(0, 7));
        }

        var dead = told.Where(a => a.Kind is AnnouncementKind.DeadLetter).Select(a => a.DeliveryId).ToHashSet();
        outage.Receiver.Taken.Where(r => dead.Contains(r.Id)).ShouldAllBe(r => r.Headers["sitehub-replay"] == "1");
        replays.Find(replay)!.IsDone.ShouldBeTrue();
        outage.Sender.Status(webhook).ShouldSatisfyAllConditions(s => s.State.ShouldBe(WebhookState.Enabled), s => s.Dead.ShouldBe(0), s => s.FailingSince.ShouldBeNull());
    }

    [Fact]
    public async Task Where_a_later_version_was_delivered_already_the_replay_sends_it_last()
    {
        await using var outage = await Outage.StartAsync();
        var webhook = await outage.Sender.AddAsync(outage.Receiver, w => w with { Retries = [TimeSpan.FromSeconds(1)] });
        outage.Receiver.Answers = http => Receiver.Says(outage.Receiver.Requests.Last().Body.Contains("\"v\":3") ? 200 : 500)(http);
        foreach (var version in new[] { 1, 2, 3 })
        {
            await outage.Sender.SaveAsync("A", version);
        }

        await outage.PassAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(10), webhook);
        outage.Sender.Status(webhook).Dead.ShouldBe(2);
        Versions(outage.Receiver.Bodies(), "A").ShouldBe([3]);

        outage.Receiver.Answers = Receiver.Says(200);
        var replay = await outage.Sender.Get<Replays>().StartAsync(new DeliveryFilter { States = [DeliveryState.Dead] });
        await Pair.Eventually(() => outage.Sender.Get<Replays>().Find(replay)!.State.ShouldBe(ReplayState.Gathered));
        await outage.PassAsync(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(10), webhook);

        Versions(outage.Receiver.Bodies(), "A").ShouldBe([3, 1, 2, 3]);
        var row = outage.Sender.Get<Replays>().Find(replay)!;
        (row.Total, row.Queued, row.Delivered).ShouldBe((2, 3, 3));
    }

    [Fact]
    public async Task An_open_circuit_uses_up_no_attempts()
    {
        await using var outage = await Outage.StartAsync();
        var webhook = await outage.Sender.AddAsync(outage.Receiver, w => w with { Concurrency = 2 });
        outage.Receiver.Answers = Receiver.Says(500);
        for (var i = 0; i < 100; i++)
        {
            await outage.Sender.SaveAsync("N" + i, 1);
        }

        await outage.SettleAsync(webhook);
        outage.Receiver.Requests.Count.ShouldBeInRange(OpensAfter, OpensAfter + 2);
        await outage.PassAsync(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(30), webhook);

        outage.Receiver.Requests.Count.ShouldBeLessThan(OpensAfter + 2 + 20);
        outage.Receiver.Answers = Receiver.Says(200);
        await outage.PassAsync(TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(30), webhook);
        outage.Receiver.Distinct.ShouldBe(100);
    }

    [Fact]
    public async Task Gone_holds_the_webhook_and_what_is_saved_meanwhile_waits_for_a_person()
    {
        await using var outage = await Outage.StartAsync();
        var webhook = await outage.Sender.AddAsync(outage.Receiver);
        outage.Receiver.Answers = Receiver.Says(410);
        await outage.Sender.SaveAsync("A", 1);
        await Pair.Eventually(() => outage.Sender.Status(webhook).State.ShouldBe(WebhookState.Held));
        await outage.Sender.SaveAsync("A", 2);
        await outage.Sender.SaveAsync("B", 3);
        await outage.PassAsync(TimeSpan.FromDays(1), TimeSpan.FromHours(6), webhook);
        outage.Receiver.Requests.Count.ShouldBe(1);

        outage.Receiver.Answers = Receiver.Says(200);
        await outage.Sender.Registry.Enable(webhook.Id);
        await outage.SettleAsync(webhook);

        outage.Receiver.Distinct.ShouldBe(3);
        InOrder(outage.Receiver.Bodies());
        outage.Sender.Get<Announcements>().List(0, 10).ShouldHaveSingleItem().Reason.ShouldContain("410");
    }

    [Fact]
    public async Task A_dead_letter_no_longer_holds_its_document_back()
    {
        await using var outage = await Outage.StartAsync();
        var webhook = await outage.Sender.AddAsync(outage.Receiver, w => w with { Retries = [TimeSpan.FromSeconds(1)] });
        outage.Receiver.Answers = http => Receiver.Says(outage.Receiver.Requests.Last().Body.Contains("\"v\":1") ? 500 : 200)(http);
        await outage.Sender.SaveAsync("A", 1);
        await outage.Sender.SaveAsync("A", 2);
        await outage.SettleAsync(webhook);
        outage.Receiver.Taken.ShouldBeEmpty();

        await outage.PassAsync(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), webhook);

        Versions(outage.Receiver.Bodies(), "A").ShouldBe([2]);
        outage.Sender.Status(webhook).Dead.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_fails_holds_back_also_those_of_its_document_that_were_read_with_it()
    {
        await using var outage = await Outage.StartAsync();
        var webhook = await outage.Sender.AddAsync(outage.Receiver, w => w with { Concurrency = 1 });
        var (read, failed) = (new TaskCompletionSource(), new TaskCompletionSource());
        outage.Receiver.Answers = async http =>
        {
            var body = outage.Receiver.Requests.Last().Body;
            await (body.Contains("\"first\"") ? read.Task : body.Contains("\"B\"") ? failed.Task : Task.CompletedTask);
            await Receiver.Says(body.Contains("\"v\":1") ? 500 : 200)(http);
        };
        await outage.Sender.SaveAsync("first", 0);
        await Pair.Eventually(() => outage.Receiver.Requests.Count.ShouldBe(1));
        await outage.Sender.SaveAsync("A", 1);
        await outage.Sender.SaveAsync("B", 0);
        await outage.Sender.SaveAsync("A", 2);
        read.SetResult();
        await Pair.Eventually(() => outage.Sender.Status(webhook).Waiting.ShouldBeGreaterThan(0));
        await Pair.Eventually(() => outage.Receiver.Requests.Count.ShouldBe(3));
        failed.SetResult();
        await outage.SettleAsync(webhook);
        Versions(outage.Receiver.Bodies(), "A").ShouldBeEmpty();

        outage.Receiver.Answers = Receiver.Says(200);
        await outage.PassToNextAsync(webhook);
        Versions(outage.Receiver.Bodies(), "A").ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Without_order_nothing_waits_for_anything()
    {
        await using var outage = await Outage.StartAsync();
        var webhook = await outage.Sender.AddAsync(outage.Receiver, w => w with { Order = WebhookOrder.None });
        outage.Receiver.Answers = http => Receiver.Says(outage.Receiver.Requests.Last().Body.Contains("\"v\":1") ? 500 : 200)(http);
        foreach (var version in new[] { 1, 2, 3 })
        {
            await outage.Sender.SaveAsync("A", version);
            await outage.SettleAsync(webhook);
        }

        Versions(outage.Receiver.Bodies(), "A").ShouldBe([2, 3]);
        outage.Receiver.Answers = Receiver.Says(200);
        await outage.PassToNextAsync(webhook);
        Versions(outage.Receiver.Bodies(), "A").ShouldBe([2, 3, 1]);
    }

    private const int OpensAfter = 5;

    private static IEnumerable<int> Versions(IEnumerable<string> bodies, string name) => bodies.Select(b => Body().Match(b)).Where(m => m.Groups[1].Value == name).Select(m => int.Parse(m.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));

    private static void InOrder(List<string> bodies)
    {
        foreach (var name in bodies.Select(b => Body().Match(b).Groups[1].Value).Distinct())
        {
            Versions(bodies, name).ShouldBeInOrder();
        }
    }

    [GeneratedRegex("""{"n":"(\w+)","v":(\d+)}""")]
    private static partial Regex Body();
}
