namespace SiteHub.Agent.Tests.Webhooks;

public sealed class PreviewTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Path = "/api/v1/webhooks";

    [Fact]
    public async Task It_says_which_documents_would_match_and_what_exactly_would_be_sent()
    {
        foreach (var total in (int[])[100, 2000, 3000])
        {
            (await site.Post("/api/resource/Hub%20Quotation", $$"""{"customer": "Müller & Co", "grand_total": {{total}}, "status": "Open"}""")).ShouldBe(200);
        }

        (await site.Post(Path, """
            {"name": "large ones", "docTypes": ["Hub Quotation"], "events": ["on_update"],
             "condition": "doc.grand_total > 1000", "method": "PUT", "url": "https://example.com/{{ doc.customer }}/{{ name }}",
             "body": {"type": "json", "fields": [{"field": "name", "as": "id"}, {"field": "grand_total", "as": "sum"}]},
             "headers": [{"name": "X-Api-Key", "value": "hush-hush"}, {"name": "X-Customer", "value": "{{ doc.customer }}"}],
             "authentication": [{"type": "v1"}]}
            """)).ShouldBe(201);

        var preview = (await site.Get($"{Path}/large%20ones/preview")).ShouldBe(200).Json;
        ((int)preview["examined"]!).ShouldBe(3);
        ((int)preview["matched"]!).ShouldBe(2);
        preview["documents"]!.AsArray().Select(d => (bool)d!["matches"]!).ShouldBe([true, true, false], "the last changed comes first");

        var name = (string)preview["documents"]![0]!["name"]!;
        var one = (await site.Get($"{Path}/large%20ones/preview?name={name}")).ShouldBe(200).Json;
        var request = one["request"]!;
        ((string?)request["method"]).ShouldBe("PUT");
        ((string?)request["url"]).ShouldBe($"https://example.com/M%C3%BCller%20%26%20Co/{name}");
        ((string?)request["body"]).ShouldBe($$"""{"id":"{{name}}","sum":3000.0}""");
        ((string?)request["headers"]!["X-Api-Key"]).ShouldBe("***");
        ((string?)request["headers"]!["X-Customer"]).ShouldBe("Müller & Co");
        ((string?)request["headers"]!["webhook-signature"]).ShouldBe("(made at sending)");
        (await site.Get($"{Path}/large%20ones/preview?name=HQ-99999")).ShouldBe(404);
    }

    [Fact]
    public async Task One_that_is_not_stored_yet_can_be_tried_and_its_condition_may_throw()
    {
        (await site.Post("/api/resource/Note", """{"title": "a note"}""")).ShouldBe(200);
        var preview = (await site.Post($"{Path}/preview", """
            {"name": "draft", "docTypes": ["Note"], "events": ["on_update"], "url": "https://example.com", "condition": "doc.items.length > 0"}
            """)).ShouldBe(200).Json;

        // However many notes the other tests have made: it throws on each.
        ((int)preview["failed"]!).ShouldBe(preview["documents"]!.AsArray().Count);
        preview["documents"]!.AsArray().ShouldNotBeEmpty();
        ((string)preview["documents"]![0]!["fault"]!).ShouldNotBeEmpty();
        (await site.Get(Path)).Json["webhooks"]!.AsArray().ShouldAllBe(w => (string?)w!["name"] != "draft");
    }

    /// <summary>Each ended the process, held it for most of a minute or was a 500 once; the others are of the same kinds.</summary>
    [Theory]
    [InlineData("let it=[1].values(); for (let i=0;i<30000;i++) it=it.take(2); return it.next().value")]
    [InlineData("(function* g() { yield* g() })().next()")]
    [InlineData("Object.groupBy.bind(Object.groupBy.bind(Object.groupBy))")]
    [InlineData("[1].values().map(x => x).take(1).next()")]
    [InlineData("/x/g[Symbol.replace]('x'.repeat(3000),'$`'.repeat(10)).length")]
    [InlineData("String.raw({ raw: 'x'.repeat(1000000) }, ...doc.items)")]
    [InlineData("[1e21].toLocaleString()")]
    [InlineData("encodeURIComponent('x'.repeat(1000000))")]
    [InlineData("((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))")]
    public async Task A_script_outside_of_the_language_is_refused_and_says_where(string condition)
    {
        foreach (var script in new[] { condition, string.Concat(Enumerable.Repeat("(", 4000)) + condition + string.Concat(Enumerable.Repeat(")", 4000)), string.Concat(Enumerable.Repeat("(", 9000)) + "1" })
        {
            foreach (var member in new[] { "condition", "transform" })
            {
                var answer = await site.Post($"{Path}/preview", new System.Text.Json.Nodes.JsonObject
                {
                    ["name"] = "draft", ["docTypes"] = new System.Text.Json.Nodes.JsonArray("Note"), ["events"] = new System.Text.Json.Nodes.JsonArray("on_update"), ["url"] = "https://example.com", [member] = script,
                }.ToJsonString());
                answer.ShouldBe(400).Json.ToJsonString().ShouldContain("line 1, column ");
            }
        }
    }

    [Theory]
    [InlineData("condition", "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20].reduce(a => a + a + a + a, 'x')")]
    [InlineData("transform", "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30].reduce(a => [a, a], 1)")]
    [InlineData("template", "{% assign a = 'x,x' | split: ',' %}{% for i in (1..60) %}{% assign a = a | concat: a %}{% endfor %}{{ a | join: '' }}")]
    [InlineData("template", "{% for i in (1..1000000000) %}x{% endfor %}")]
    [InlineData("template", "{{ doc.creation | date: '%20000000Y' }}")]
    [InlineData("template", "{% include 'x' %}")]
    [InlineData("template", "{{ 'x' | handleize }}")]
    public async Task What_makes_much_of_little_is_a_refusal_of_its_own_and_never_an_error(string member, string source)
    {
        (await site.Post("/api/resource/Note", """{"title": "a note"}""")).ShouldBe(200);
        var webhook = new System.Text.Json.Nodes.JsonObject
        {
            ["name"] = "draft", ["docTypes"] = new System.Text.Json.Nodes.JsonArray("Note"), ["events"] = new System.Text.Json.Nodes.JsonArray("on_update"), ["url"] = "https://example.com",
        };
        if (member == "template")
        {
            webhook["body"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "template", ["template"] = source, ["contentType"] = "text/plain" };
        }
        else
        {
            webhook[member] = source;
        }

        var name = (string)(await site.Get("/api/resource/Note")).Json["data"]![0]!["name"]!;
        var answer = await site.Post($"{Path}/preview?name={name}", webhook.ToJsonString());
        answer.Status.ShouldBeOneOf(200, 400);
        (answer.Status == 400 || (member == "condition" ? (string?)answer.Json["fault"] : (string?)answer.Json["request"]!["fault"]) is { Length: > 0 }).ShouldBeTrue(answer.Json.ToJsonString());
    }
}
