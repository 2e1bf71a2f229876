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
        ((string?)first["condition"]).ShouldBe("""doc.status === "Won" && ["A", "B"].includes(doc.customer)""");
        ((string?)first["body"]!["type"]).ShouldBe("json");
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

    [Fact]
    public async Task What_has_no_name_is_named_apart_and_found_again()
    {
        await using var site = await SiteFixture.Started();
        const string Hook = """{"doctype": "Webhook", "webhook_doctype": "Note", "webhook_docevent": "on_update", "request_url": "https://example.com/HERE", "webhook_data": [{"fieldname": "name", "key": "name"}]}""";
        var file = $"[{string.Join(',', Enumerable.Range(1, 3).Select(i => Hook.Replace("HERE", $"{i}", StringComparison.Ordinal)))}, {Hook.Replace("\"webhook_doctype\"", "\"name\": \"Note on_update 2\", \"webhook_doctype\"", StringComparison.Ordinal)}]";

        Rows(await site.Post($"{Path}/import", file)).ShouldBe(["1 Note on_update added", "2 Note on_update 3 added", "3 Note on_update 4 added", "4 Note on_update 2 added"]);
        Rows(await site.Post($"{Path}/import", file)).ShouldAllBe(static row => row.EndsWith("unchanged", StringComparison.Ordinal));
        ((string?)(await site.Get($"{Path}/Note%20on_update%203")).Json["url"]).ShouldBe("https://example.com/2");
    }

    /// <summary>Its columns are named as its form names the fields, or as the fields are; what the list shows beside them is passed over.</summary>
    [Theory]
    [InlineData("Sr,ID,DocType,Doc Event,Enabled,Request URL,Is Dynamic URL?,Request Method,Request Structure,Condition,JSON Request Body,Last Updated On", false)]
    [InlineData("\"ID\",\"DocType\",\"Doc Event\",\"Enabled\",\"Request URL\",\"Condition\",\"Key (Headers)\",\"Value (Headers)\",\"Fieldname (Data)\",\"Key (Data)\"", true)]
    [InlineData("name,webhook_doctype,webhook_docevent,enabled,request_url,condition,webhook_headers.key,webhook_headers.value,webhook_data:fieldname,webhook_data:key", true)]
    public async Task The_CSV_that_Frappe_exports_is_read(string head, bool hasRows)
    {
        await using var site = await SiteFixture.Started();
        var lines = hasRows
            ? "\r\nHOOK-1,Hub Quotation,on_update,1,https://example.com/1,doc.status == 'Won',X-A,1,name,id\r\n,,,,,,X-B,2,items,lineItems\r\nHOOK-2,Note,on_trash,0,https://example.com/2,,,,title,t\r\n"
            : "\r\n1,HOOK-1,Hub Quotation,on_update,1,https://example.com/{{ doc.name }},1,POST,JSON,doc.status == 'Won',\"{\"\"id\"\": {{ doc.name | tojson }}}\",2026-11-30\r\n2,HOOK-2,Note,on_trash,0,https://example.com/2,0,POST,Form URL-Encoded,,,2026-11-30\r\n";
        var answer = (await site.Send("POST", $"{Path}/import", head + lines, contentType: "text/csv")).ShouldBe(200);

        Rows(answer).Select(static row => row[2..]).ShouldBe(["HOOK-1 added", "HOOK-2 added"]);
        var one = (await site.Get($"{Path}/HOOK-1")).Json;
        ((string?)one["condition"]).ShouldBe("doc.status === \"Won\"");
        ((bool)(await site.Get($"{Path}/HOOK-2")).Json["enabled"]!).ShouldBeFalse();
        if (hasRows)
        {
            one["headers"]!.AsArray().Select(static h => $"{h!["name"]}={h["value"]}").ShouldBe(["X-A=1", "X-B=2"]);
            one["body"]!["fields"]!.AsArray().Select(static f => $"{f!["field"]}={f["as"]}").ShouldBe(["name=id", "items=lineItems"]);
        }
        else
        {
            ((string?)one["body"]!["template"]).ShouldBe("""{"id": {{ doc.name | json }}}""");
            answer.Json["rows"]![1]!["notes"]!.AsArray().Select(static n => (string)n!).ShouldContain(static n => n.StartsWith("the file has no columns of the fields", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Frappe_sends_JSON_also_where_its_setting_says_a_form()
    {
        await using var site = await SiteFixture.Started();
        var row = (await site.Post($"{Path}/import", """
            [{"doctype": "Webhook", "name": "F08", "webhook_doctype": "Note", "webhook_docevent": "on_update", "request_url": "https://example.com", "request_structure": "Form URL-Encoded",
              "webhook_headers": [{"key": "Content-Type", "value": "application/json"}], "webhook_data": [{"fieldname": "name", "key": "id"}]}]
            """)).ShouldBe(200).Json["rows"]![0]!;
        row["notes"]!.AsArray().Single()!.ToString().ShouldContain("Frappe sends JSON nevertheless");
        ((string?)(await site.Get($"{Path}/F08")).Json["body"]!["type"]).ShouldBe("json");
    }

    [Fact]
    public async Task What_is_not_translated_is_a_fault_with_its_place()
    {
        await using var site = await SiteFixture.Started();
        var answer = (await site.Post($"{Path}/import?dryRun=true", """
            [{"doctype": "Webhook", "name": "a", "webhook_doctype": "Note", "webhook_docevent": "on_update", "request_url": "https://example.com/{{ frappe.local.site }}", "is_dynamic_url": 1, "request_structure": "JSON",
              "webhook_json": "{\n \"x\": {{ doc.title | urlencode }}\n}", "condition": "frappe.db.exists('x')"}]
            """)).ShouldBe(200);
        Rows(answer).ShouldBe(["1 a faulty: body.template, url, condition"]);
        answer.Json["rows"]![0]!["faults"]!.AsArray().Select(static f => (string)f!["expected"]!).ShouldSatisfyAllConditions(
            all => all.ShouldContain(static e => e.Contains("line 1, column 1: `frappe`", StringComparison.Ordinal)),
            all => all.ShouldContain(static e => e.Contains("line 2, column 20: the filter urlencode", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_sites_own_export_is_unchanged_there_also_what_its_file_declares()
    {
        await using var site = await SiteFixture.Started();
        (await site.Put(Path, $$"""{"webhooks": [{{WebhookApiTests.Webhook("declared", """ "authentication": [{"type": "frappe", "secret": "swordfish"}] """)}}]}""")).ShouldBe(200);
        (await site.Post(Path, WebhookApiTests.Webhook("made"))).ShouldBe(201);
        var export = (await site.Get($"{Path}/export")).ShouldBe(200).Text;

        Rows((await site.Post($"{Path}/import", export)).ShouldBe(200)).ShouldBe(["1 declared unchanged", "2 made unchanged"]);
        Rows((await site.Post($"{Path}/import", export.Replace("\"timeout\":\"15s\"", "\"timeout\":\"20s\"", StringComparison.Ordinal).Replace("\"timeout\": \"15s\"", "\"timeout\": \"20s\"", StringComparison.Ordinal))).ShouldBe(400))
            .ShouldBe(["1 declared faulty: name", "2 made changed"]);
        ((string?)(await site.Get($"{Path}/declared")).Json["origin"]).ShouldBe("file");
    }

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
