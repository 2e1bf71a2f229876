using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Tests.Links;

public sealed class LinkBatchTests
{
    [Fact]
    public void Reads_what_it_says()
    {
        var batch = LinkBatch.Read(Json.Bytes("""
            { "epoch": { "number": 3, "id": "ep_1" }, "after": { "seq": 1200, "id": "evt_1200" },
              "events": [ { "seq": 1201, "id": "evt_1201", "type": "document.changed", "timestamp": "2026-11-23T21:44:41.646+01:00", "data": { "a" : 1.0 } } ],
              "tokens": { "1201": "token" } }
            """));

        batch.Epoch.ShouldBe(new Epoch(3, "ep_1"));
        batch.After.ShouldBe(new LogPosition(1200, "evt_1200"));
        var entry = batch.Events.ShouldHaveSingleItem();
        (entry.Seq, entry.Id, entry.Type).ShouldBe((1201, "evt_1201", LinkEventTypes.DocumentChanged));
        entry.Timestamp.ShouldBe(new DateTimeOffset(2026, 11, 23, 20, 44, 41, 646, TimeSpan.Zero));
        entry.Timestamp.Offset.ShouldBe(TimeSpan.Zero);
        Json.Text(entry.Data).ShouldBe("{ \"a\" : 1.0 }");
        batch.Tokens.ShouldBe(new Dictionary<long, string> { [1201] = "token" });
    }

    [Fact]
    public void The_data_is_a_slice_of_the_body_and_no_copy()
    {
        var body = Json.Bytes(Json.Batch(Json.Event(1201, """{"a":1}"""))).ToArray();

        var data = LinkBatch.Read(body).Events[0].Data;
        body.AsSpan().Replace((byte)'a', (byte)'b');

        Json.Text(data).ShouldBe("""{"b":1}""");
    }

    [Fact]
    public void Members_may_come_in_any_order()
    {
        const string Event = """{"data":{},"timestamp":"2026-11-23T20:44:41Z","type":"site.resync","id":"evt_1","seq":1}""";

        var batch = LinkBatch.Read(Json.Bytes("""{"tokens":{"1":"t"},"events":[""" + Event + """],"after":{"id":null,"seq":0},"epoch":{"id":"e","number":1}}"""));

        batch.After.ShouldBe(LogPosition.Start);
        batch.Events[0].Type.ShouldBe(LinkEventTypes.SiteResync);
    }

    [Fact]
    public void A_name_may_be_written_with_escapes() =>
        LinkBatch.Read(Json.Bytes(Json.Batch(Json.Event(1201)).Replace("\"seq\"", "\"s\\u0065q\"", StringComparison.Ordinal))).Events[0].Seq.ShouldBe(1201);

    [Fact]
    public void Five_hundred_events_are_taken_and_one_more_is_not()
    {
        LinkBatch.Read(Json.Bytes(Json.Batch([.. Enumerable.Range(1201, 500).Select(static seq => Json.Event(seq))]))).Events.Count.ShouldBe(500);

        var refused = Json.Refused(Json.Batch([.. Enumerable.Range(1201, 501).Select(static seq => Json.Event(seq))]));
        refused.Path.ShouldBe("events[500]");
        refused.Message.ShouldEndWith("expected at most 500 events");
    }

    [Fact]
    public void Data_may_be_as_deep_as_the_limits_say_and_no_deeper()
    {
        static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{}" + new string('}', levels - 1);

        LinkBatch.Read(Json.Bytes(Json.Batch(Json.Event(1201, Nested(LinkLimits.MaxDataDepth)))));
        var refused = Json.Refused(Json.Batch(Json.Event(1201, Nested(LinkLimits.MaxDataDepth + 1))));
        refused.Message.ShouldContain("found level 65, expected at most 64 levels of nesting");
        refused.Path.ShouldStartWith("events[0].data.a.a");
        Json.Refused(Json.Batch(Json.Event(1201, Nested(10_000)))).Message.ShouldContain("at most 64 levels");
    }

    [Fact]
    public void A_batch_without_tokens_does_not_mention_them() =>
        Json.Written(new LinkBatch(new Epoch(1, "e"), LogPosition.Start, [], new Dictionary<long, string>()).WriteTo).ShouldNotContain("tokens");
}
