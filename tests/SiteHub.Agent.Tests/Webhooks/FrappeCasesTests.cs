using System.Text;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Tests.Webhooks;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Agent.Tests.Webhooks;

/// <summary>The cases of Frappe's own webhook tests and the wishes of its users, one by one, from the save to what arrives; docs/webhooks.md lists them.</summary>
public sealed class FrappeCasesTests : IAsyncLifetime
{
    private const string Path = "/api/v1/webhooks";
    private const string Quotations = "/api/resource/Hub%20Quotation";

    private SiteFixture _site = null!;
    private Receiver _receiver = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await SiteFixture.Started();
        _receiver = await Receiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Only_enabled_webhooks_fire()
    {
        await Webhook("on");
        await Webhook("off", enabled: false);
        await Save("A");
        await Arrived(1);
        (await Deliveries("off")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_submit_event_on_a_DocType_that_cannot_be_submitted_is_refused()
    {
        var answer = (await _site.Post(Path, $$"""{"name": "never", "docTypes": ["Note"], "events": ["on_submit"], "url": "{{_receiver.Url}}"}""")).ShouldBe(400);
        ((string?)answer.Json["errors"]![0]!["member"]).ShouldBe("docTypes[0]");
    }

    [Theory]
    [InlineData("httpbin.org?post")]
    [InlineData("https://")]
    [InlineData("/hooks")]
    public async Task A_URL_without_a_host_is_refused(string url)
    {
        var answer = (await _site.Post(Path, $$"""{"name": "nowhere", "docTypes": ["Note"], "events": ["on_update"], "url": "{{url}}"}""")).ShouldBe(400);
        ((string?)answer.Json["errors"]![0]!["member"]).ShouldBe("url");
        ((string?)answer.Json["errors"]![0]!["found"]).ShouldBe(url);
    }

    [Fact]
    public async Task A_header_without_a_value_is_ignored()
    {
        await Webhook("headers", """ "headers": [{"name": "X-Empty", "value": ""}, {"name": "X-Full", "value": "yes"}] """);
        await Save("A");
        var headers = (await Arrived(1))[0].Headers;
        headers.ShouldContainKeyAndValue("x-full", "yes");
        headers.Keys.ShouldNotContain("x-empty");
    }

    [Fact]
    public async Task Fields_are_sent_under_the_keys_that_they_are_given_and_no_others()
    {
        await Webhook("mapping", """ "body": {"type": "json", "fields": [{"field": "name", "as": "id"}, {"field": "customer", "as": "Kunde"}]} """);
        var name = await Save("A");
        (await Arrived(1))[0].Body.ShouldBe($$"""{"id":"{{name}}","Kunde":"A"}""");
    }

    [Fact]
    public async Task An_array_as_body_is_allowed()
    {
        await Webhook("array", """ "body": {"type": "template", "template": "[{{ doc.name | json }}, {{ doc.customer | json }}]"} """);
        var name = await Save("A \"quoted\"");
        JsonNode.Parse((await Arrived(1))[0].Body)!.AsArray().Select(n => (string)n!).ShouldBe([name, "A \"quoted\""]);
    }

    [Fact]
    public async Task Several_saves_are_each_sent_in_order_and_the_last_is_the_final_state()
    {
        await Webhook("states", """ "body": {"type": "json", "fields": ["status"]} """);
        var name = await Save("A");
        (await _site.Put($"{Quotations}/{name}", """{"status": "Open"}""")).ShouldBe(200);
        (await _site.Put($"{Quotations}/{name}", """{"status": "Won"}""")).ShouldBe(200);
        await Arrived(3);
        _receiver.Bodies().ShouldBe(["""{"status":"Draft"}""", """{"status":"Open"}""", """{"status":"Won"}"""]);
    }

    [Fact]
    public async Task A_dynamic_URL_is_filled_in()
    {
        await Webhook("dynamic", url: _receiver.Url + "/{{ doc.name }}?customer={{ doc.customer }}");
        var name = await Save("A/B & C");
        (await Arrived(1))[0].Path.ShouldBe($"/hook/{name}?customer=A%2FB%20%26%20C");
    }

    [Fact]
    public async Task Braces_stay_braces_where_the_URL_is_not_dynamic()
    {
        await Webhook("static", """ "dynamicUrl": false """, url: _receiver.Url + "/{{ doc.name }}");
        await Save("A");
        (await Arrived(1))[0].Path.ShouldBe("/hook/%7B%7B%20doc.name%20%7D%7D");
    }

    [Fact]
    public async Task A_delivery_leaves_a_row_with_what_came_back()
    {
        _receiver.Answers = Receiver.Says(503);
        await Webhook("log", """ "retries": [] """);
        var name = await Save("A");
        await Eventually.True(async () => await Deliveries("log") is [{ } one] && (string?)one["state"] == "dead");

        var delivery = (await Deliveries("log"))[0]!;
        ((string?)delivery["document"]).ShouldBe(name);
        ((int)delivery["status"]!).ShouldBe(503);
        var shown = (await _site.Get($"/api/v1/deliveries/{delivery["id"]}")).ShouldBe(200).Json;
        shown["tries"]!.AsArray().Count.ShouldBe(1);
        ((string?)shown["doc"]!["customer"]).ShouldBe("A");
    }

    [Fact]
    public async Task Several_events_in_one_webhook_send_one_save_once()
    {
        await Webhook("several", """ "events": ["on_submit", "on_update", "after_insert"] """);
        await Save("A", docStatus: 1);
        var body = (await Arrived(1))[0].Body;
        await Save("B");
        await Arrived(2);
        ((string?)JsonNode.Parse(body)!["type"]).ShouldBe("Hub Quotation.on_submit");
        _receiver.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_failed_is_sent_again_when_a_person_says_so_and_says_that_it_is_a_replay()
    {
        _receiver.Answers = Receiver.Says(500);
        await Webhook("replay", """ "retries": [] """);
        await Save("A");
        await Save("B");
        await Eventually.True(async () => (await Deliveries("replay")).Count(d => (string?)d!["state"] == "dead") == 2);
        (await _site.Get("/api/v1/announcements")).Json["announcements"]!.AsArray().Count(a => (string?)a!["kind"] == "dead-letter").ShouldBe(2, "nothing that fails stays hidden");
        _receiver.Requests.Clear();
        _receiver.Answers = Receiver.Says(204);

        (await _site.Post("/api/v1/deliveries/replay", "{}")).ShouldBe(400);
        var replay = (await _site.Post("/api/v1/deliveries/replay", """{"webhook": "replay", "state": "failed"}""")).ShouldBe(202).Json;
        await Eventually.True(async () => (string?)(await _site.Get($"/api/v1/replays/{replay["id"]}")).Json["state"] == "done");

        var requests = await Arrived(2);
        requests.ShouldAllBe(r => r.Headers["sitehub-replay"] == "1");
        requests.Select(r => (string?)JsonNode.Parse(r.Body)!["data"]!["customer"]).ShouldBe(["A", "B"], ignoreOrder: true);
        ((int)(await _site.Get($"/api/v1/replays/{replay["id"]}")).Json["delivered"]!).ShouldBe(2);
    }

    [Fact]
    public async Task A_condition_that_throws_never_touches_the_save()
    {
        await Webhook("throws", """ "condition": "doc.no_such.field > 1" """);
        await Save("A");
        var webhook = (await _site.Get($"{Path}/throws")).Json;
        ((string?)webhook["status"]!["conditionFault"]).ShouldNotBeNullOrEmpty();
        ((int)webhook["status"]!["unevaluated"]!).ShouldBe(1);

        webhook["condition"] = "doc.customer === 'A'";
        (await _site.Put($"{Path}/throws", webhook.ToJsonString())).ShouldBe(200);
        await Arrived(1);
    }

    [Fact]
    public async Task A_test_send_shows_the_answer_and_leaves_nothing_behind()
    {
        _receiver.Answers = async http =>
        {
            http.Response.StatusCode = 418;
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, "short and stout");
        };
        await Webhook("tested", """ "condition": "doc.customer === 'B'", "authentication": [{"type": "v1"}] """);
        await Save("B");
        await Save("A");
        await Arrived(1);

        var test = (await _site.Post($"{Path}/tested/test", "{}")).ShouldBe(200).Json;
        ((int)test["answer"]!["status"]!).ShouldBe(418);
        ((string?)test["answer"]!["body"]).ShouldBe("short and stout");
        ((string?)test["outcome"]).ShouldBe("refused");
        _receiver.Requests.Last().Headers.ShouldContainKey("webhook-signature");
        ((string?)JsonNode.Parse(_receiver.Requests.Last().Body)!["data"]!["customer"]).ShouldBe("B", "the last one that matches");
        (await Deliveries("tested")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_import_fires_for_each_of_its_documents_and_so_does_a_value_that_is_set_alone()
    {
        await Webhook("imports", """ "body": {"type": "json", "fields": ["customer", "status"]} """);
        var lines = string.Join('\n', Enumerable.Range(1, 20).Select(i => $$"""{"customer": "C{{i}}", "status": "Draft"}"""));
        (await _site.Bulk(Quotations, lines)).ShouldBe(200);
        await Arrived(20);
        _receiver.Bodies().ShouldBe(Enumerable.Range(1, 20).Select(i => $$"""{"customer":"C{{i}}","status":"Draft"}"""), ignoreOrder: true);

        var name = await Save("A");
        (await _site.Post("/api/method/frappe.client.set_value", $$"""{"doctype": "Hub Quotation", "name": "{{name}}", "fieldname": "status", "value": "Lost"}""")).ShouldBe(200);
        (await Arrived(22))[^1].Body.ShouldBe("""{"customer":"A","status":"Lost"}""");
    }

    [Fact]
    public async Task A_slow_receiver_gets_it_once()
    {
        var patience = new TaskCompletionSource();
        _receiver.Answers = _ => patience.Task;
        await Webhook("slow");
        await Save("A");
        await Arrived(1);
        _site.Time.Advance(TimeSpan.FromSeconds(14));
        patience.SetResult();

        await Eventually.True(async () => await Deliveries("slow") is [{ } one] && (string?)one["state"] == "delivered");
        await Arrived(1);
    }

    [Fact]
    public async Task One_secret_may_serve_all_webhooks()
    {
        var secret = SigningSecret.GenerateSymmetric();
        var webhooks = new JsonArray([.. Enumerable.Range(1, 3).Select(i => new JsonObject
        {
            ["name"] = $"all-{i}", ["docTypes"] = new JsonArray("Hub Quotation"), ["events"] = new JsonArray("on_update"), ["url"] = _receiver.Url,
            ["authentication"] = new JsonArray(new JsonObject { ["type"] = "v1", ["secret"] = secret.Text }),
        })]);
        (await _site.Post($"{Path}/import", webhooks.ToJsonString())).ShouldBe(200);
        await Save("A");

        foreach (var request in await Arrived(3))
        {
            new SecretRing(secret).Verify(
                request.Id, request.Headers["webhook-timestamp"], request.Headers["webhook-signature"], Encoding.UTF8.GetBytes(request.Body), _site.Time.GetUtcNow()).ShouldBe(VerifyOutcome.Valid);
        }
    }

    [Fact]
    public async Task A_long_URL_and_a_long_header_arrive_whole()
    {
        var (path, value) = (new string('p', 4_000), new string('v', 12_000));
        await Webhook("long", $$""" "headers": [{"name": "X-Long", "value": "{{value}}"}] """, url: $"{_receiver.Url}/{path}/{{{{ doc.name }}}}");
        var name = await Save("A");
        var request = (await Arrived(1))[0];
        request.Path.ShouldBe($"/hook/{path}/{name}");
        request.Headers["x-long"].ShouldBe(value);
    }

    private async Task Webhook(string name, string? more = null, string? url = null, bool enabled = true)
    {
        var events = more?.Contains("\"events\"", StringComparison.Ordinal) is true ? "" : "\"events\": [\"on_update\"],";
        var body = $$"""{"name": "{{name}}", "docTypes": ["Hub Quotation"], {{events}} "enabled": {{(enabled ? "true" : "false")}}, "url": "{{url ?? _receiver.Url}}"{{(more is null ? "" : "," + more)}}}""";
        (await _site.Post(Path, body)).ShouldBe(201);
    }

    private async Task<string> Save(string customer, int docStatus = 0) =>
        (await _site.Post(Quotations, new JsonObject { ["customer"] = customer, ["docstatus"] = docStatus }.ToJsonString())).ShouldBe(200).Name;

    private async Task<IReadOnlyList<Receiver.Request>> Arrived(int count)
    {
        await Eventually.True(() => _receiver.Requests.Count >= count);
        _receiver.Requests.Count.ShouldBe(count);
        return [.. _receiver.Requests];
    }

    private async Task<JsonArray> Deliveries(string webhook) => (await _site.Get($"/api/v1/deliveries?webhook={webhook}")).ShouldBe(200).Json["deliveries"]!.AsArray();
}
