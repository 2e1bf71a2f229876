using System.Text;
using Microsoft.Extensions.Time.Testing;
using SiteHub.Delivery.Sending;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Tests.Links;
using SiteHub.Delivery.Webhooks;
using SiteHub.Protocol.Documents;

namespace SiteHub.Delivery.Tests.Webhooks;

public sealed class WebhookLifeTests
{
    [Fact]
    public async Task Killed_under_way_nothing_is_forgotten_and_the_order_holds_for_who_reads_the_ids()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        receiver.Answers = async _ => await Task.Delay(2);
        var webhook = await sender.AddAsync(receiver);
        var expected = new Dictionary<string, List<int>>();
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < 100; i++)
            {
                var name = "N" + (i % 10);
                var version = (round * 10) + (i / 10);
                await sender.SaveAsync(name, version);
                expected.TryAdd(name, []);
                expected[name].Add(version);
            }

            await sender.StopAsync(killed: true);
            await sender.StartAsync();
        }

        await Pair.Eventually(() => receiver.Taken.Select(r => r.Id).Distinct().Count().ShouldBe(400));
        await Pair.Eventually(() => sender.Status(webhook).ShouldSatisfyAllConditions(s => s.Pending.ShouldBe(0), s => s.Waiting.ShouldBe(0)));
        var once = receiver.Taken.DistinctBy(r => r.Id).Select(r => r.Body).ToList();
        foreach (var (name, versions) in expected)
        {
            once.Where(b => b.Contains($"\"{name}\"")).ShouldBe(versions.Select(v => $$"""{"n":"{{name}}","v":{{v}}}"""));
        }
    }

    [Fact]
    public async Task A_change_that_is_rolled_back_sends_nothing()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        await sender.AddAsync(receiver);
        var fanout = sender.Get<WebhookFanout>().Prepare(sender.Message("A", 1))!;

        await Should.ThrowAsync<InvalidOperationException>(() => sender.Database.Writer.Write(s =>
        {
            fanout.Commit(s);
            throw new InvalidOperationException("the change is not to be");
        }));
        await sender.SaveAsync("B", 1);

        await Pair.Eventually(() => receiver.Bodies().ShouldBe(["""{"n":"B","v":1}"""]));
        sender.Database.Read(s => s.Long("SELECT count(*) FROM webhook_event")).ShouldBe(1);
    }

    [Fact]
    public async Task An_event_told_twice_is_sent_once()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        await sender.AddAsync(receiver);
        var message = sender.Message("A", 1);

        for (var i = 0; i < 2; i++)
        {
            await sender.Database.Writer.Write(sender.Get<WebhookFanout>().Prepare(message)!.Commit);
        }

        await sender.SaveAsync("B", 1);
        await Pair.Eventually(() => receiver.Requests.Count.ShouldBe(2));
    }

    [Fact]
    public async Task Only_enabled_webhooks_whose_condition_holds_hear_of_it()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        await sender.AddAsync(receiver, w => w with { Enabled = false });
        await sender.AddAsync(receiver, w => w with { DocTypes = ["Quotation"] });
        await sender.AddAsync(receiver, w => w with { Events = [DocEvents.OnSubmit] });
        await sender.AddAsync(receiver, w => w with { Condition = "doc.v > 5 && before === null" });

        await sender.SaveAsync("A", 5);
        await sender.SaveAsync("A", 6);

        await Pair.Eventually(() => receiver.Bodies().ShouldBe(["""{"n":"A","v":6}"""]));
        sender.Database.Read(s => s.Long("SELECT count(*) FROM delivery")).ShouldBe(1);
    }

    [Theory]
    [InlineData("let it=[1].values(); for (let i=0;i<30000;i++) it=it.take(2); return it.next().value", null, null)]
    [InlineData(null, "return { name: doc.n }", null)]
    [InlineData(null, null, "{% include 'x' %}")]
    public async Task What_was_stored_before_and_is_no_script_any_more_is_held_and_stops_nothing(string? condition, string? transform, string? template)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        var sound = await sender.AddAsync(receiver);
        var bad = await sender.AddAsync(receiver, w => w with { Name = "old" });
        // As an earlier version stored it: today's check would not let it in.
        (await sender.Registry.Put(bad with
        {
            Condition = condition, Transform = transform, Body = template is null ? bad.Body : new WebhookBody.Template(template, "text/plain"),
        })).ShouldBeEmpty();

        await sender.StopAsync();
        await sender.StartAsync();

        sender.Status(bad).ShouldSatisfyAllConditions(s => s.State.ShouldBe(WebhookState.Held), s => s.Reason!.ShouldContain("cannot be used any more"));
        sender.Status(sound).State.ShouldBe(WebhookState.Enabled);
        sender.Get<Announcements>().List(0, 10).ShouldContain(a => a.Kind == AnnouncementKind.WebhookHeld);
        await sender.SaveAsync("A", 1);
        await Pair.Eventually(() => receiver.Bodies().Count.ShouldBe(1));

        await sender.Registry.Put(bad with { Condition = null, Transform = null, Body = sound.Body });
        await sender.Registry.Enable(bad.Id);
        await Pair.Eventually(() => receiver.Bodies().Count.ShouldBe(2));
    }

    [Fact]
    public async Task A_condition_that_throws_is_shown_and_its_events_are_asked_again_once_it_is_corrected()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        var webhook = await sender.AddAsync(receiver, w => w with { Condition = "doc.v > 3 || doc.no.such.thing" });
        await sender.SaveAsync("A", 1);
        await sender.SaveAsync("A", 2);
        await sender.SaveAsync("A", 4);
        await Pair.Eventually(() => receiver.Bodies().ShouldBe(["""{"n":"A","v":4}"""]));
        await Pair.Eventually(() => sender.Status(webhook).Delivered.ShouldBe(1));
        sender.Status(webhook).ShouldSatisfyAllConditions(s => s.Unevaluated.ShouldBe(2), s => s.ConditionFault!.ShouldContain("such"));
        sender.Get<Announcements>().List(0, 10).ShouldHaveSingleItem().Kind.ShouldBe(AnnouncementKind.ConditionFailed);

        await sender.Registry.Put(webhook with { Condition = "doc.v > 1" });

        await Pair.Eventually(() => receiver.Bodies().ShouldBe(["""{"n":"A","v":4}""", """{"n":"A","v":2}""", """{"n":"A","v":4}"""]));
        sender.Status(webhook).ShouldSatisfyAllConditions(s => s.Unevaluated.ShouldBe(0), s => s.ConditionFault.ShouldBeNull());
    }

    [Fact]
    public async Task A_webhook_that_is_corrected_sends_what_failed_at_once()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        var webhook = await sender.AddAsync(receiver, w => w with { Transform = "doc.missing.member" });
        await sender.SaveAsync("A", 1);
        await Pair.Eventually(() => sender.Status(webhook).Waiting.ShouldBe(1));
        sender.Get<Deliveries>().List(new DeliveryFilter()).Deliveries.ShouldHaveSingleItem().Reason!.ShouldContain("transform");
        receiver.Requests.ShouldBeEmpty();

        await sender.Registry.Put(webhook with { Transform = null });

        await Pair.Eventually(() => receiver.Bodies().ShouldBe(["""{"n":"A","v":1}"""]));
    }

    [Fact]
    public async Task Disabled_by_a_person_what_waits_stays_and_removed_it_goes()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        receiver.Answers = Receiver.Says(500);
        var webhook = await sender.AddAsync(receiver);
        await sender.SaveAsync("A", 1);
        await Pair.Eventually(() => sender.Status(webhook).Waiting.ShouldBe(1));
        await sender.Registry.Disable(webhook.Id);
        await sender.SaveAsync("B", 1);
        receiver.Answers = Receiver.Says(200);
        await sender.Registry.Enable(webhook.Id);
        await Pair.Eventually(() => receiver.Bodies().ShouldBe(["""{"n":"A","v":1}"""]));

        await sender.Registry.Remove(webhook.Id);
        await sender.SaveAsync("C", 1);
        sender.Registry.List().ShouldBeEmpty();
        receiver.Taken.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Names_are_taken_once_may_be_exchanged_and_all_or_nothing_is_applied()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        var a = await sender.AddAsync(receiver, w => w with { Name = "a" });
        var b = await sender.AddAsync(receiver, w => w with { Name = "b" });

        (await sender.Registry.Apply([a with { Url = "https://changed.example/" }, new WebhookDefinition { Name = "b", Url = "https://x.example/" }], [])).ShouldHaveSingleItem().Found.ShouldBe("b");
        sender.Registry.Find("a")!.Definition.Url.ShouldBe(receiver.Url);
        (await sender.Registry.Apply([a with { Name = "b" }, b with { Name = "a" }], [])).ShouldBeEmpty();

        sender.Registry.Find("a")!.Definition.Id.ShouldBe(b.Id);
        await sender.StopAsync();
        await sender.StartAsync();
        sender.Registry.Find("b")!.Definition.Id.ShouldBe(a.Id);
    }

    [Fact]
    public async Task A_header_may_hold_any_name()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        await sender.AddAsync(receiver, w => w with { Headers = [new("X-Name", "{{ name }}")] });

        await sender.SaveAsync("Müller & Søn", 1);

        await Pair.Eventually(() => receiver.Taken.ShouldHaveSingleItem().Headers["x-name"].ShouldBe("Müller & Søn"));
    }

    [Fact]
    public async Task The_rate_is_kept()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        await sender.AddAsync(receiver, w => w with { RateLimit = 20 });
        var began = TimeProvider.System.GetTimestamp();

        for (var i = 0; i < 30; i++)
        {
            await sender.SaveAsync("N" + i, 1);
        }

        await Pair.Eventually(() => receiver.Taken.Count.ShouldBe(30));
        TimeProvider.System.GetElapsedTime(began).ShouldBeGreaterThan(TimeSpan.FromSeconds(1.4), "ten more than the first second may have, at twenty a second; a slow machine only makes it longer");
    }

    [Fact]
    public async Task What_the_guard_refuses_is_not_reached_and_the_delivery_says_why()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync(guard: NetworkGuard.PublicOnly);
        var webhook = await sender.AddAsync(receiver);

        await sender.SaveAsync("A", 1);

        await Pair.Eventually(() => sender.Status(webhook).Waiting.ShouldBe(1));
        sender.Get<Deliveries>().List(new DeliveryFilter { States = DeliveryFilter.Failed }).Deliveries.ShouldHaveSingleItem().Reason!.ShouldContain("may not be sent to");
        receiver.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nor_is_a_token_asked_for_where_nothing_may_be_sent_to()
    {
        await using var tokens = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync(guard: NetworkGuard.PublicOnly);
        var webhook = await sender.AddAsync(tokens, w => w with { Url = "https://receiver.example/hook", Authentication = [new WebhookAuthentication.OAuth2(tokens.Url, "client", "secret", null)] });

        await sender.SaveAsync("A", 1);

        await Pair.Eventually(() => sender.Status(webhook).Waiting.ShouldBe(1));
        sender.Status(webhook).Reason!.ShouldContain("may not be sent to");
        tokens.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_long_done_is_deleted_and_what_waits_stays()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync(clock);
        receiver.Answers = http => Receiver.Says(receiver.Requests.Last().Body.Contains("bad") ? 410 : 200)(http);
        await sender.AddAsync(receiver);
        await sender.SaveAsync("good", 1);
        await Pair.Eventually(() => sender.Database.Read(s => s.Long("SELECT count(*) FROM delivery WHERE state = 1")).ShouldBe(1));
        await sender.SaveAsync("bad", 1);
        await Pair.Eventually(() => sender.Database.Read(s => s.Long("SELECT count(*) FROM delivery WHERE state = 2")).ShouldBe(1));

        clock.Advance(TimeSpan.FromDays(15));
        await sender.SaveAsync("young", 1);
        await sender.Get<WebhookRetention>().RunAsync(CancellationToken.None);

        sender.Database.Read(s => s.Many("SELECT name FROM webhook_event ORDER BY number", r => r.Text(0))).ShouldBe(["bad", "young"]);
    }

    [Fact]
    public async Task A_replay_by_filter_and_by_id_goes_on_after_a_restart()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        await sender.AddAsync(receiver, w => w with { Name = "one" });
        await sender.AddAsync(receiver, w => w with { Name = "two", Body = new WebhookBody.Document() });
        for (var i = 0; i < 450; i++)
        {
            await sender.SaveAsync("N" + (i % 7), i);
        }

        await Pair.Eventually(() => receiver.Taken.Count.ShouldBe(900));
        await Pair.Eventually(() => sender.Database.Read(s => s.Long("SELECT count(*) FROM delivery WHERE state = 1")).ShouldBe(900));
        receiver.Taken.Clear();

        var replays = sender.Get<Replays>();
        var id = await replays.StartAsync(new DeliveryFilter { Webhook = "one", DocType = "Note" });
        await Pair.Eventually(() => replays.Find(id)!.Queued.ShouldBeGreaterThan(0));
        await sender.StopAsync(killed: true);
        await sender.StartAsync();
        replays = sender.Get<Replays>();

        await Pair.Eventually(() => replays.Find(id)!.IsDone.ShouldBeTrue());
        var done = replays.Find(id)!;
        (done.Total, done.Queued, done.Delivered).ShouldBe((450, 450, 450));
        receiver.Taken.Select(r => r.Id).Distinct().Count().ShouldBe(450);
        receiver.Taken.ShouldAllBe(r => r.Headers["sitehub-replay"] == "1");

        receiver.Taken.Clear();
        var some = sender.Get<Deliveries>().List(new DeliveryFilter { Webhook = "two", Name = "N3" }, limit: 2).Deliveries.Select(d => d.Id).ToList();
        var selection = await replays.StartAsync(new DeliveryFilter { Ids = some });
        await Pair.Eventually(() => replays.Find(selection)!.IsDone.ShouldBeTrue());
        receiver.Taken.Select(r => r.Id).ShouldBe(some.AsEnumerable().Reverse());
    }

    [Fact]
    public async Task Deliveries_are_listed_newest_first_page_by_page()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        await sender.AddAsync(receiver);
        for (var i = 0; i < 25; i++)
        {
            await sender.SaveAsync("N" + i, i);
        }

        await Pair.Eventually(() => receiver.Taken.Count.ShouldBe(25));
        var names = new List<string>();
        string? next = null;
        do
        {
            var page = sender.Get<Deliveries>().List(new DeliveryFilter { Site = "acme" }, next, limit: 10);
            names.AddRange(page.Deliveries.Select(d => d.Name));
            next = page.Next;
        }
        while (next is not null);

        names.ShouldBe(Enumerable.Range(0, 25).Reverse().Select(i => "N" + i));
        var id = sender.Get<Deliveries>().List(new DeliveryFilter { Name = "N7" }).Deliveries.ShouldHaveSingleItem().Id;
        id.ShouldBe(receiver.Taken.Single(r => r.Body.Contains("N7")).Id);
        Encoding.UTF8.GetString(sender.Get<Deliveries>().Find(id)!.Message.Doc.Span).ShouldBe("""{"name":"N7","v":7}""");
        sender.Get<Deliveries>().Find("dlv_1_nothing").ShouldBeNull();
        sender.Get<Deliveries>().List(new DeliveryFilter { DocType = "Note", Name = "N7", Site = "acme" }).Deliveries.ShouldHaveSingleItem().Id.ShouldBe(id);
        sender.Get<Deliveries>().List(new DeliveryFilter { States = DeliveryFilter.Failed }).Deliveries.ShouldBeEmpty();
        await sender.Registry.Remove(sender.Registry.Definitions[0].Id);
        sender.Get<Deliveries>().List(new DeliveryFilter()).Deliveries.ShouldBeEmpty();
    }
}
