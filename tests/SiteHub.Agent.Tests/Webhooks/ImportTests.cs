using System.Text.Json.Nodes;
using SiteHub.Operations.Webhooks;

namespace SiteHub.Agent.Tests.Webhooks;

public sealed class ImportTests
{
    private const string Path = "/api/v1/webhooks";

    [Fact]
    public async Task What_was_exported_is_imported_as_it_was()
    {
        await using var from = await SiteFixture.Started();
        await using var to = await SiteFixture.Started();
        (await from.Post(Path, WebhookApiTests.Webhook("plain"))).ShouldBe(201);
        (await from.Post(Path, WebhookApiTests.Webhook("all of it", """
            "condition": "doc.status === 'Won'", "transform": "({...doc, total: doc.grand_total})", "method": "PUT", "timeout": "30s", "rateLimit": 2.5, "concurrency": 3, "order": "none",
            "retries": ["1m", "2h"], "headers": [{"name": "X-From", "value": "{{ site }}"}], "authentication": [{"type": "v1"}], "enabled": false,
            "body": {"type": "json", "fields": ["name", {"field": "items", "as": "lines", "columns": [{"field": "item_code", "as": "sku"}]}]}
            """))).ShouldBe(201);

        var export = (await from.Get($"{Path}/export")).ShouldBe(200);
        Rows(await to.Post($"{Path}/import", export.Text)).ShouldBe(["1 all of it added", "2 plain added"]);

        (await to.Get($"{Path}/export")).Text.ShouldBe(export.Text);
        Rows(await to.Post($"{Path}/import", export.Text)).ShouldBe(["1 all of it unchanged", "2 plain unchanged"]);
    }

    [Fact]
    public async Task If_anything_is_wrong_nothing_is_applied_unless_it_may_be_in_part()
    {
        await using var site = await SiteFixture.Started();
        var file = $$"""[{{WebhookApiTests.Webhook("right")}}, {"name": "wrong", "docTypes": ["Hub Quotation"], "events": ["on_update"], "url": "nowhere"}, 7]""";

        var refused = (await site.Post($"{Path}/import", file)).ShouldBe(400);
        ((string?)refused.Json["type"]).ShouldBe("https://sitehub.dev/problems/import-faults");
        Rows(refused).ShouldBe(["1 right added", "2 wrong faulty: url", "3  faulty: , name, url"]);
        (await site.Get(Path)).Json["webhooks"]!.AsArray().ShouldBeEmpty();

        Rows((await site.Post($"{Path}/import?dryRun=true", file)).ShouldBe(200)).Length.ShouldBe(3);
        (await site.Get(Path)).Json["webhooks"]!.AsArray().ShouldBeEmpty();

        (await site.Post($"{Path}/import?partial=true", file)).ShouldBe(200);
        (await site.Get(Path)).Json["webhooks"]!.AsArray().Select(w => $"{w!["name"]} {w["origin"]}").ShouldBe(["right import"]);
    }

    [Fact]
    public async Task A_spreadsheet_will_do()
    {
        await using var site = await SiteFixture.Started();
        var csv = "\uFEFFname,docTypes,events,url,condition,fields,headers,secret,enabled,rateLimit\r\n"
            + "one,Hub Quotation,on_update|on_submit,\"https://example.com/?q=\"\"a,b\"\"\",doc.grand_total > 5,name=id|items=lineItems,X-A: 1|X-B: two,whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=,yes,5\r\n"
            + "\r\n"
            + "two,Note|ToDo,on_trash,https://example.com/two,,,,,no,\r\n"
            + "three,Note,on_trash,https://example.com/two,,,no colon here,,perhaps,many\r\n";

        Rows(await site.Send("POST", $"{Path}/import?partial=true", csv, contentType: "text/csv")).ShouldBe(["2 one added", "4 two added", "5 three faulty: headers, enabled, rateLimit"]);
        var one = (await site.Get($"{Path}/one")).Json;
        one["events"]!.AsArray().Select(e => (string)e!).ShouldBe(["on_update", "on_submit"]);
        ((string?)one["url"]).ShouldBe("https://example.com/?q=\"a,b\"");
        ((string?)one["body"]!["fields"]![1]!["as"]).ShouldBe("lineItems");
        ((string?)one["headers"]![1]!["value"]).ShouldBe("two");
        ((string?)one["authentication"]![0]!["type"]).ShouldBe("v1");
        ((bool)(await site.Get($"{Path}/two")).Json["enabled"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task Frappes_own_export_is_understood()
    {
        await using var site = await SiteFixture.Started();
        var rows = (await site.Post($"{Path}/import?partial=true", FrappeExport)).ShouldBe(200);
        Rows(rows).ShouldBe(["1 HOOK-0001 added", "2 HOOK-0002 added", "3 HOOK-0003 faulty: condition, authentication[0].secret", "4 HOOK-0004 faulty: docTypes[0]"]);

        var first = (await site.Get($"{Path}/HOOK-0001")).Json;
        ((string?)first["condition"]).ShouldBe("""doc.status == "Won" && ["A", "B"].includes(doc.customer)""");
        ((string?)first["authentication"]![0]!["type"]).ShouldBe("frappe");
        ((string?)first["timeout"]).ShouldBe("5s");
        ((bool)first["dynamicUrl"]!).ShouldBeTrue();
        first["headers"]!.AsArray().Count.ShouldBe(1, "a header without a value is ignored");
        var second = (await site.Get($"{Path}/HOOK-0002")).Json;
        ((string?)second["body"]!["template"]).ShouldBe("""{"id": {{ doc.name | json }}}""");
        ((bool)second["enabled"]!).ShouldBeFalse();
        rows.Json["rows"]![0]!["notes"]!.AsArray().Count.ShouldBe(2);
    }

    /// <summary>What cannot be read is a fault of the file, wherever in it that stands, and no failure of ours.</summary>
    [Fact]
    public async Task A_file_that_two_readers_would_understand_differently_is_refused()
    {
        await using var site = await SiteFixture.Started();
        foreach (var file in new[]
        {
            """[{"doctype":"Webhook","name":"x","webhook_doctype":"Note","webhook_docevent":"on_update","request_url":"http://127.0.0.1:9/","condition":"a\udfff","webhook_json":"{}"}]""",
            """[{"doctype":"Webhook","name":"\ud800","webhook_doctype":"Note","webhook_docevent":"on_update","request_url":"http://127.0.0.1:9/"}]""",
            """{"data":[{"doctype":"Webhook","name":"x","webhook_doctype":"Note","webhook_docevent":"on_update","request_url":"http://127.0.0.1:9/","a\udc00b":1}]}""",
            """{"webhooks":[{"name":"x","docTypes":["Note"],"events":["on_update"],"url":"http://127.0.0.1:9/","url":"http://127.0.0.1:10/"}]}""",
        })
        {
            (await site.Post($"{Path}/import?dryRun=true", file)).ShouldBe(400);
        }
    }

    [Theory]
    [InlineData("doc.grand_total > 1000", "doc.grand_total > 1000")]
    [InlineData("doc.docstatus == 1 and not doc.is_urgent", "doc.docstatus == 1 && !doc.is_urgent")]
    [InlineData("doc.get('customer') is not None or doc.status != \"Open\"", "doc['customer'] != null || doc.status != \"Open\"")]
    [InlineData("doc.status not in ('Lost', 'Draft') and (doc.qty >= -1.5)", "!['Lost', 'Draft'].includes(doc.status) && (doc.qty >= - 1.5)")]
    [InlineData("frappe.session.user == 'x'", null)]
    [InlineData("not doc.a == 1", null)]
    [InlineData("len(doc.items) > 1", null)]
    [InlineData("doc.items.count() > 1", null)]
    [InlineData("doc.total ** 2 > 4", null)]
    public void A_condition_in_Python_is_translated_or_refused(string python, string? expected) =>
        PythonCondition.ToJavaScript(python, out _).ShouldBe(expected);

    private static string[] Rows(Answer answer) => [.. answer.Json["rows"]!.AsArray().Select(Row)];

    private static string Row(JsonNode? row) =>
        $"{row!["row"]} {row["name"]} {row["change"]}" + (row["faults"]!.AsArray() is { Count: > 0 } faults ? $": {string.Join(", ", faults.Select(f => (string)f!["member"]!))}" : "");

    private const string FrappeExport =
        """
        [{"doctype": "Webhook", "name": "HOOK-0001", "webhook_doctype": "Hub Quotation", "webhook_docevent": "on_update", "enabled": 1, "timeout": 5,
          "condition": "doc.status == \"Won\" and doc.customer in (\"A\", \"B\")", "request_url": "https://example.com/{{ doc.name }}", "is_dynamic_url": 1, "request_method": "POST",
          "request_structure": "Form URL-Encoded", "enable_security": 1, "webhook_secret": "shared", "background_jobs_queue": "",
          "webhook_headers": [{"key": "Accept", "value": "application/json"}, {"key": "X-Empty", "value": ""}],
          "webhook_data": [{"fieldname": "name", "key": "id"}, {"fieldname": "items", "key": "lineItems"}]},
         {"doctype": "Webhook", "name": "HOOK-0002", "webhook_doctype": "Note", "webhook_docevent": "after_insert", "enabled": 0, "request_url": "https://example.com", "is_dynamic_url": 0,
          "request_structure": "JSON", "webhook_json": "{\"id\": {{ doc.name | tojson }}}"},
         {"doctype": "Webhook", "name": "HOOK-0003", "webhook_doctype": "Note", "webhook_docevent": "on_update", "request_url": "https://example.com", "enable_security": 1,
          "webhook_secret": "*****", "condition": "frappe.utils.now() > doc.modified", "webhook_data": [{"fieldname": "name", "key": "name"}]},
         {"doctype": "Webhook", "name": "HOOK-0004", "webhook_doctype": "Note", "webhook_docevent": "on_submit", "request_url": "https://example.com",
          "webhook_data": [{"fieldname": "name", "key": "name"}]}]
        """;
}
