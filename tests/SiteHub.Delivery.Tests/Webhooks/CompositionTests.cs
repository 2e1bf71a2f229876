using System.Text;
using System.Text.Json;
using SiteHub.Delivery.Webhooks;
using SiteHub.Protocol.Documents;

namespace SiteHub.Delivery.Tests.Webhooks;

public sealed class CompositionTests
{
    private static readonly WebhookDefinition Plain = new() { Name = "orders", DocTypes = ["Quotation"], Events = [DocEvents.OnSubmit, DocEvents.OnUpdate], Url = "https://example.com/hooks" };

    [Fact]
    public void The_forums_example_comes_out_to_the_letter()
    {
        using var example = JsonDocument.Parse(File.ReadAllText("Webhooks/forum-quotation.json"));
        var expected = example.RootElement.GetProperty("expectedBody");
        var doc = $$"""{"name":"QTN-00001","customer":"C","items":{{expected.GetProperty("lineItems").GetRawText()}},"grand_total":1.0}""";

        var request = Ready(Plain with { Body = new WebhookBody.Json([new("items", "lineItems"), new("name", "id")]) }, doc);

        Tokens(request.Body.Span).ShouldBe(Tokens(Encoding.UTF8.GetBytes(expected.GetRawText())));
        request.ContentType.ShouldBe("application/json");
    }

    [Fact]
    public void The_default_is_an_envelope_named_by_the_webhooks_own_first_event() =>
        Body(Plain, """{"name":"Q-1","total":1.50}""").ShouldBe("""{"type":"Quotation.on_submit","timestamp":"2026-11-24T12:00:00.25Z","data":{"name":"Q-1","total":1.50}}""");

    [Fact]
    public void Child_tables_go_whole_or_by_column_and_a_missing_field_is_null() =>
        Body(
            Plain with { Body = new WebhookBody.Json([new("items", "lines", [new("rate", "price"), new("nope", "nope")]), new("gone", "gone")]) },
            """{"items":[{"rate":1.0,"x":2},{"rate":1e2}]}""")
            .ShouldBe("""{"lines":[{"price":1.0,"nope":null},{"price":1e2,"nope":null}],"gone":null}""");

    [Fact]
    public void A_form_is_truly_a_form()
    {
        var request = Ready(
            Plain with { Body = new WebhookBody.Form([new("name", "id"), new("title", "what for"), new("items", "items"), new("none", "none")]) },
            """{"name":"Q 1&2","title":"ü=ö","items":[{"a":1.0}],"none":null}""");

        Encoding.ASCII.GetString(request.Body.Span).ShouldBe("id=Q+1%262&what+for=%C3%BC%3D%C3%B6&items=%5B%7B%22a%22%3A1.0%7D%5D&none=");
        request.ContentType.ShouldBe("application/x-www-form-urlencoded");
    }

    [Fact]
    public void A_template_sees_the_document_and_keeps_its_literals() =>
        Body(
            Plain with { Body = new WebhookBody.Template("""{"text": {{ doc.title | json }}, "n": {{ doc.total }}, "i": [{% for i in doc.items %}{{ i.rate | json }}{% unless forloop.last %},{% endunless %}{% endfor %}], "all": {{ doc.items | json }}, "was": {{ before.total | json }}, "e": "{{ docType }}.{{ event }}"}""") },
            """{"title":"say \"hi\" <b>","total":1.0,"items":[{"rate":2.50},{"rate":3}]}""")
            .ShouldBe("""{"text": "say \"hi\" <b>", "n": 1.0, "i": [2.50,3], "all": [{"rate":2.50},{"rate":3}], "was": null, "e": "Quotation.on_submit"}""");

    [Fact]
    public void A_template_that_gives_no_json_where_json_was_promised_is_told() =>
        Failed(Plain with { Body = new WebhookBody.Template("""{"text": "{{ doc.title }}"}""") }, """{"title":"say \"hi\""}""").ShouldContain("not JSON");

    [Theory]
    [InlineData("{% for i in (1..1000000) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}")]
    [InlineData("{% assign x = 'xxxxxxxxxxxxxxxx' %}{% for i in (1..64) %}{% assign x = x | append: x %}{% endfor %}")]
    [InlineData("{% assign x = 'xxxxxxxxxxxxxxxx' %}{% for i in (1..64) %}{% capture x %}{{ x }}{{ x }}{% endcapture %}{% endfor %}")]
    [InlineData("{% assign x = 'xxxxxxxxxxxxxxxx' %}{% for i in (1..15) %}{% assign x = x | append: x %}{% endfor %}{{ x | replace: 'x', x }}")]
    public void A_template_without_end_is_stopped(string template) =>
        Failed(Plain with { Body = new WebhookBody.Template(template, "text/plain") }, "{}").ShouldContain("template failed");

    [Fact]
    public void A_transform_stands_for_the_document_and_may_make_a_list()
    {
        var webhook = Plain with { Body = new WebhookBody.Document(), Transform = "[doc.name, before?.name ?? null]" };

        Body(webhook, """{"name":"Q-1"}""").ShouldBe("""["Q-1",null]""");
        Failed(webhook with { Transform = "doc.nothing.at.all" }, "{}").ShouldContain("transform");
        Failed(webhook with { Body = new WebhookBody.Json([new("name", "id")]) }, "{}").ShouldContain("object");
    }

    [Theory]
    [InlineData("https://example.com/q/{{ doc.name }}", "A/B C", "https://example.com/q/A%2FB%20C")]
    [InlineData("https://example.com/q/{{ doc.name }}/x", "..", "https://example.com/q/%2E%2E/x")]
    [InlineData("https://example.com/q?n={{ doc.name }}&x=1", "1&admin=1#", "https://example.com/q?n=1%26admin%3D1%23&x=1")]
    [InlineData("https://example.com/q/{{ doc.name | urlencode }}?s={{ site }}", "é+é", "https://example.com/q/%C3%A9%2B%C3%A9?s=acme")]
    [InlineData("https://example.com", "x", "https://example.com/")]
    [InlineData("https://example.com/a b?{x}=ü", "x", "https://example.com/a%20b?%7Bx%7D=%C3%BC")]
    public void Each_value_in_a_url_is_encoded_for_its_place(string url, string name, string expected) =>
        Ready(Plain with { Url = url }, $$"""{"name":{{JsonSerializer.Serialize(name)}}}""").Url.PathAndQuery.ShouldBe(expected["https://example.com".Length..]);

    [Fact]
    public void Braces_stay_braces_where_the_url_is_not_dynamic() =>
        Ready(Plain with { Url = "https://example.com/{{ doc.name }}", DynamicUrl = false }, """{"name":"x"}""").Url.PathAndQuery.ShouldBe("/%7B%7B%20doc.name%20%7D%7D");

    [Fact]
    public void A_long_url_and_header_go_through_whole()
    {
        var request = Ready(Plain with { Url = "https://example.com/{{ doc.x }}", Headers = [new("X-Long", "{{ doc.x }}")] }, $$"""{"x":"{{new string('x', 8000)}}"}""");

        request.Url.PathAndQuery.Length.ShouldBe(8001);
        request.Headers[0].Value.Length.ShouldBe(8000);
    }

    [Fact]
    public void Headers_are_templates_that_smuggle_in_nothing()
    {
        var webhook = Plain with { Headers = [new("X-Name", "for {{ doc.name }}"), new("X-Empty", ""), new("Content-Type", "application/vnd.x+json")] };

        var request = Ready(webhook, """{"name":"Q-1"}""");
        request.Headers.ShouldBe([new("X-Name", "for Q-1")]);
        request.ContentType.ShouldBe("application/vnd.x+json");
        Failed(webhook, """{"name":"Q-1\r\nX-Evil: 1"}""").ShouldContain("X-Name");
    }

    [Fact]
    public void Get_has_no_body() => Ready(Plain with { Method = "GET" }, "{}").Body.Length.ShouldBe(0);

    private static WebhookEvent Event(string doc) =>
        new("evt_1", [DocEvents.OnUpdate, DocEvents.OnSubmit], "Quotation", "Q-1", "acme", 3, new DateTimeOffset(2026, 11, 24, 12, 0, 0, 250, TimeSpan.Zero), Encoding.UTF8.GetBytes(doc), null);

    private static WebhookRequest Ready(WebhookDefinition webhook, string doc)
    {
        WebhookValidation.Check(webhook, WebhookScope.Any).ShouldBeEmpty();
        return new CompiledWebhook(webhook).Compose(Event(doc), "msg_1").ShouldBeOfType<Composition.Ready>().Request;
    }

    private static string Body(WebhookDefinition webhook, string doc) => Encoding.UTF8.GetString(Ready(webhook, doc).Body.Span);

    private static string Failed(WebhookDefinition webhook, string doc) =>
        new CompiledWebhook(webhook).Compose(Event(doc), "msg_1").ShouldBeOfType<Composition.Failed>().Reason;

    private static List<string> Tokens(ReadOnlySpan<byte> json)
    {
        var tokens = new List<string>();
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            tokens.Add($"{reader.TokenType} {Encoding.UTF8.GetString(reader.ValueSpan)}");
        }

        return tokens;
    }
}
