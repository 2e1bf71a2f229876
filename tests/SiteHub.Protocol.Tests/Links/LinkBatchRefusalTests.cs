using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Tests.Links;

/// <summary>Each message says where, what it found, and what it expected.</summary>
public sealed class LinkBatchRefusalTests
{
    [Theory]
    [InlineData("{}", "epoch", "epoch: found nothing, expected a value, for it is required")]
    [InlineData("[]", "", "message: found an array, expected an object")]
    [InlineData("null", "", "message: found null, expected an object")]
    [InlineData("\"text\"", "", "message: found \"text\", expected an object")]
    [InlineData("""{"epoch":{"number":1,"id":"e"}}""", "after", "after: found nothing*")]
    [InlineData("""{"epoch":{"number":1,"id":"e"},"after":{"seq":0}}""", "events", "events: found nothing*")]
    [InlineData("""{"epoch":7}""", "epoch", "epoch: found 7, expected an object")]
    [InlineData("""{"epoch":{"id":"e"}}""", "epoch.number", "epoch.number: found nothing*")]
    [InlineData("""{"epoch":{"number":1}}""", "epoch.id", "epoch.id: found nothing*")]
    [InlineData("""{"epoch":{"number":1,"id":""}}""", "epoch", "epoch: found number 1 with id \"\"*")]
    [InlineData("""{"epoch":{"number":0,"id":"e"}}""", "epoch", "epoch: found number 0 with id \"e\"*")]
    [InlineData("""{"epoch":{"number":-1,"id":"e"}}""", "epoch.number", "epoch.number: found -1, expected an integer from 0*")]
    [InlineData("""{"epoch":{"number":1.0,"id":"e"}}""", "epoch.number", "epoch.number: found 1.0, expected an integer*")]
    [InlineData("""{"epoch":{"number":1e2,"id":"e"}}""", "epoch.number", "epoch.number: found 1e2, expected an integer*")]
    [InlineData("""{"epoch":{"number":"1","id":"e"}}""", "epoch.number", "epoch.number: found \"1\", expected an integer*")]
    [InlineData("""{"epoch":{"number":9007199254740992,"id":"e"}}""", "epoch.number", "*expected an integer from 0 to 9007199254740991")]
    [InlineData("""{"epoch":{"number":99999999999999999999999,"id":"e"}}""", "epoch.number", "*expected an integer*")]
    [InlineData("""{"epoch":{"number":1,"id":"a b"}}""", "epoch.id", "epoch.id: found \"a b\", expected an id of 1 to 128 visible ASCII characters")]
    [InlineData("""{"epoch":{"number":1,"id":"ä"}}""", "epoch.id", "epoch.id: found \"ä\"*")]
    [InlineData("""{"epoch":{"number":1,"id":null}}""", "epoch.id", "epoch.id: found null*")]
    [InlineData("""{"after":{"seq":1}}""", "after", "after: found seq 1 with id null*")]
    [InlineData("""{"after":{"seq":0,"id":"x"}}""", "after", "after: found seq 0 with id x*")]
    [InlineData("""{"after":{"id":"x"}}""", "after.seq", "after.seq: found nothing*")]
    [InlineData("""{"events":{}}""", "events", "events: found an object, expected an array")]
    [InlineData("""{"events":[7]}""", "events[0]", "events[0]: found 7, expected an object")]
    [InlineData("""{"events":[{}]}""", "events[0].seq", "events[0].seq: found nothing*")]
    [InlineData("""{"events":[{"seq":0}]}""", "events[0].seq", "events[0].seq: found 0, expected an integer from 1*")]
    [InlineData("""{"events":[{"type":""}]}""", "events[0].type", "*expected the type of an event*")]
    [InlineData("""{"events":[{"data":[]}]}""", "events[0].data", "events[0].data: found an array, expected an object")]
    [InlineData("""{"events":[{"data":null}]}""", "events[0].data", "events[0].data: found null, expected an object")]
    [InlineData("""{"events":[{"timestamp":"2026-11-23T20:44:41"}]}""", "events[0].timestamp", "*expected a time by RFC 3339 with its offset*")]
    [InlineData("""{"events":[{"timestamp":"2026-11-23"}]}""", "events[0].timestamp", "*expected a time*")]
    [InlineData("""{"events":[{"timestamp":"2026-11-31T20:44:41Z"}]}""", "events[0].timestamp", "*expected a time*")]
    [InlineData("""{"events":[{"timestamp":1795466681}]}""", "events[0].timestamp", "*found 1795466681, expected a time*")]
    public void Names_the_member_what_was_found_and_what_was_expected(string batch, string path, string message)
    {
        var refused = Json.Refused(batch);

        refused.Path.ShouldBe(path);
        refused.Message.ShouldMatch("^" + System.Text.RegularExpressions.Regex.Escape(message).Replace("\\*", ".*", StringComparison.Ordinal) + "$");
    }

    [Theory]
    [InlineData("seq")]
    [InlineData("id")]
    [InlineData("type")]
    [InlineData("timestamp")]
    [InlineData("data")]
    public void An_event_has_all_its_members(string name)
    {
        var entry = JsonNode.Parse(Json.Event(1202))!.AsObject();
        entry.Remove(name);

        Json.Refused(Json.Batch(Json.Event(1201), entry.ToJsonString())).Path.ShouldBe($"events[1].{name}");
    }

    [Theory]
    [InlineData(1202, 1203)]
    [InlineData(1200, 1201)]
    [InlineData(1201, 1203)]
    [InlineData(1201, 1201)]
    [InlineData(1202, 1201)]
    public void Sequences_have_no_gaps(long first, long second)
    {
        var refused = Json.Refused(Json.Batch(Json.Event(first), Json.Event(second)));

        refused.Path.ShouldBe(first == 1201 ? "events[1].seq" : "events[0].seq");
        refused.Message.ShouldContain("sequences have no gaps");
    }

    [Theory]
    [InlineData("""{"1201":"s3cr3t","1201":"s3cr3t"}""")]
    [InlineData("""{"s3cr3t":"1201"}""")]
    [InlineData("""{"1201":["s3cr3t"]}""")]
    [InlineData("""{"1201":{"s3cr3t":"s3cr3t","s3cr3t":1}}""")]
    [InlineData("""{"1201":null}""")]
    [InlineData("""{"1201":"s3cr3t\ud800"}""")]
    [InlineData("""{"s3cr3t\ud800":"x"}""")]
    [InlineData("""{"1201":s3cr3t}""")]
    [InlineData("""{"1201":"s3cr3t" "x"}""")]
    [InlineData("""{"1202":"s3cr3t"}""")]
    [InlineData("""{"1200":"s3cr3t"}""")]
    [InlineData("""{"-1":"s3cr3t"}""")]
    [InlineData("\"s3cr3t\"")]
    [InlineData("7")]
    public void A_token_is_never_shown(string tokens)
    {
        var refused = Json.Refused(Json.Batch(Json.Event(1201))[..^1] + $",\"tokens\":{tokens}}}");

        refused.Path.ShouldBe("tokens");
        refused.ToString().ShouldNotContain("s3cr3t");
    }

    [Fact]
    public void A_value_is_shown_in_short() => Json.Refused($$"""{"epoch":"{{new string('x', 1000)}}"}""").Message.Length.ShouldBeLessThan(150);

    [Fact]
    public void A_control_character_in_a_name_does_not_reach_the_log()
    {
        var refused = Json.Refused("""{"a\r\nb":1,"a\r\nb":2}""");

        refused.Message.ShouldBe("""["a\\r\\nb"]: found the name a second time, expected each name once in an object""");
    }
}
