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

        ((int)preview["failed"]!).ShouldBe(1);
        ((string)preview["documents"]![0]!["fault"]!).ShouldNotBeEmpty();
        (await site.Get(Path)).Json["webhooks"]!.AsArray().ShouldAllBe(w => (string?)w!["name"] != "draft");
    }
}
