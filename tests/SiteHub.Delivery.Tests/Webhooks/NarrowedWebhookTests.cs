using SiteHub.Delivery.Tests.Links;
using SiteHub.Delivery.Webhooks;
using SiteHub.Delivery.Workers;

namespace SiteHub.Delivery.Tests.Webhooks;

/// <summary>A webhook that is not for something any more does not send it, however long that has waited for it.</summary>
public sealed class NarrowedWebhookTests
{
    [Fact]
    public async Task What_waits_for_a_site_that_was_taken_away_is_left_out_with_its_reason_and_the_others_go_in_their_order()
    {
        await using var old = await Receiver.StartAsync();
        await using var other = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        old.Answers = Receiver.Says(500);
        var webhook = await sender.AddAsync(old);
        for (var version = 1; version <= 3; version++)
        {
            await SaveAsync(sender, "A", version, "acme");
            await SaveAsync(sender, "G", version, "globex");
        }

        await Pair.Eventually(() => sender.Status(webhook).Waiting.ShouldBe(6));
        (await sender.Registry.Put(webhook with { Sites = ["acme"] })).ShouldBeEmpty();
        (await sender.Registry.Put(webhook with { Sites = ["acme"], Url = other.Url })).ShouldBeEmpty();

        await Pair.Eventually(() => other.Bodies().ShouldBe(["""{"n":"A","v":1}""", """{"n":"A","v":2}""", """{"n":"A","v":3}"""]));
        await Pair.Eventually(() => sender.Status(webhook).Waiting.ShouldBe(0));
        var left = sender.Get<Deliveries>().List(new DeliveryFilter { States = [DeliveryState.Dead] }).Deliveries;
        left.Count.ShouldBe(3);
        left.ShouldAllBe(static d => d.Site == "globex" && d.Reason!.Contains("not for Note of site globex any more"));
        sender.Get<Announcements>().List(0, 10).ShouldNotContain(static a => a.Kind == AnnouncementKind.DeadLetter);
    }

    [Fact]
    public async Task What_was_not_tried_yet_is_left_out_too()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        receiver.Answers = Receiver.Says(410);
        var webhook = await sender.AddAsync(receiver);
        await SaveAsync(sender, "A", 1, "acme");
        await Pair.Eventually(() => sender.Status(webhook).State.ShouldBe(WebhookState.Held));
        await SaveAsync(sender, "A", 2, "acme");
        await SaveAsync(sender, "G", 1, "globex");
        await SaveAsync(sender, "G", 2, "globex");
        receiver.Answers = Receiver.Says(204);

        (await sender.Registry.Put(webhook with { Sites = ["globex"] })).ShouldBeEmpty();
        await sender.Registry.Enable(webhook.Id);

        await Pair.Eventually(() => receiver.Bodies().ShouldBe(["""{"n":"G","v":1}""", """{"n":"G","v":2}"""]));
        await Pair.Eventually(() => sender.Database.Read(static s => s.Long("SELECT count(*) FROM delivery WHERE state = 4")).ShouldBe(2));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_replay_passes_over_what_the_webhook_is_not_for_any_more(bool byId)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        var webhook = await sender.AddAsync(receiver);
        await SaveAsync(sender, "A", 1, "acme");
        await SaveAsync(sender, "G", 1, "globex");
        await Pair.Eventually(() => sender.Database.Read(static s => s.Long("SELECT count(*) FROM delivery WHERE state = 1")).ShouldBe(2));
        var ids = sender.Get<Deliveries>().List(new DeliveryFilter()).Deliveries.Select(static d => d.Id).ToList();
        receiver.Taken.Clear();
        (await sender.Registry.Put(webhook with { Sites = ["acme"] })).ShouldBeEmpty();

        var replays = sender.Get<Replays>();
        var id = await replays.StartAsync(byId ? new DeliveryFilter { Ids = ids } : new DeliveryFilter { DocType = "Note" });

        await Pair.Eventually(() => replays.Find(id)!.IsDone.ShouldBeTrue());
        receiver.Bodies().ShouldBe(["""{"n":"A","v":1}"""]);
        sender.Database.Read(static s => s.Long("SELECT count(*) FROM delivery WHERE state = 1")).ShouldBe(2, "what was delivered before stays delivered");
    }

    [Fact]
    public async Task Nor_is_it_sent_once_a_condition_that_threw_is_corrected()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        var webhook = await sender.AddAsync(receiver, static w => w with { Condition = "doc.no.such.thing" });
        await SaveAsync(sender, "A", 1, "acme");
        await SaveAsync(sender, "G", 1, "globex");
        await Pair.Eventually(() => sender.Status(webhook).Unevaluated.ShouldBe(2));

        (await sender.Registry.Put(webhook with { Sites = ["acme"], Condition = null })).ShouldBeEmpty();

        await Pair.Eventually(() => sender.Status(webhook).Unevaluated.ShouldBe(0));
        await Pair.Eventually(() => receiver.Bodies().ShouldBe(["""{"n":"A","v":1}"""]));
        sender.Database.Read(static s => s.Long("SELECT count(*) FROM delivery")).ShouldBe(1);
    }

    [Fact]
    public async Task A_replay_that_was_cancelled_before_it_could_be_set_aside_is_not_parked()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        var replays = sender.Get<Replays>();
        var cancelled = 0;
        sender.Get<WorkerSet>().Entering = step =>
        {
            switch (step)
            {
                case { Worker: "replays", Step: "handle" }:
                    throw new InvalidOperationException("it cannot be gathered");
                case { Worker: "replays", Step: "park", Row: { } row }:
                    replays.CancelAsync(row).GetAwaiter().GetResult().ShouldBeTrue();
                    Interlocked.Increment(ref cancelled);
                    break;
            }
        };

        var id = await replays.StartAsync(new DeliveryFilter { DocType = "Note" });
        await Pair.Eventually(() => cancelled.ShouldBe(1));
        sender.Get<WorkerSet>().Entering = null;
        var next = await replays.StartAsync(new DeliveryFilter { DocType = "Note" });

        await Pair.Eventually(() => replays.Find(next)!.State.ShouldBe(ReplayState.Gathered));
        replays.Find(id)!.State.ShouldBe(ReplayState.Cancelled);
        await sender.Database.Writer.Write(static _ => { });
        sender.Database.Read(static s => s.Long("SELECT count(*) FROM parked_row")).ShouldBe(0);
    }

    private static async Task SaveAsync(Sender sender, string name, int version, string site) =>
        await sender.Database.Writer.Write(sender.Get<WebhookFanout>().Prepare(sender.Message(name, version) with { Site = site })!.Commit);
}
