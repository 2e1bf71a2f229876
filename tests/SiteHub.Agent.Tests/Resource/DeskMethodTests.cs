using System.Text.Json;

namespace SiteHub.Agent.Tests.Resource;

/// <summary>What programs ask that were written by looking at Frappe's own screens; n8n's node for ERPNext among them.</summary>
public sealed class DeskMethodTests : IAsyncLifetime
{
    private readonly SiteFixture _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.Start();
        foreach (var (customer, day) in ((string, string)[])[("Monday", "2026-11-23"), ("Sunday", "2026-11-22"), ("Before", "2026-11-21"), ("October", "2026-10-31"), ("Last year", "2025-12-31"), ("Next", "2027-01-01")])
        {
            (await _site.Post("/api/resource/Hub%20Quotation", JsonSerializer.Serialize(new { customer, transaction_date = day, grand_total = 10.5m, status = "Open" }))).ShouldBe(200);
        }
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("""{"fieldname": "customer", "as_dict": false}""", "\"Monday\"")]
    [InlineData("""{"fieldname": ["customer", "grand_total"], "as_dict": false}""", "[\"Monday\",10.5]")]
    [InlineData("""{"fieldname": "[\"customer\", \"grand_total\"]", "as_dict": 0}""", "[\"Monday\",10.5]")]
    [InlineData("""{"fieldname": "customer"}""", "{\"customer\":\"Monday\"}")]
    [InlineData("""{"fieldname": "customer", "as_dict": true}""", "{\"customer\":\"Monday\"}")]
    public async Task A_value_comes_in_the_shape_that_is_asked_for(string arguments, string message) =>
        (await Call("frappe.client.get_value", arguments, """{"filters": {"customer": "Monday"}}""")).Json["message"]!.ToJsonString().ShouldBe(message);

    [Fact]
    public async Task No_value_is_nothing()
    {
        (await Call("frappe.client.get_value", """{"fieldname": "customer", "as_dict": false, "filters": {"customer": "Nobody"}}""")).ShouldBe(200).Text.ShouldBe("{}");
        (await Call("frappe.client.get_value", """{"fieldname": "customer", "filters": {"customer": "Nobody"}}""")).ShouldBe(200).Text.ShouldBe("""{"message":{}}""");
    }

    /// <summary>The fixture's clock: Tuesday, the 24th of November 2026.</summary>
    [Theory]
    [InlineData("this week", "Monday Sunday")]
    [InlineData("last week", "Before")]
    [InlineData("yesterday", "Monday")]
    [InlineData("today", "")]
    [InlineData("This Month", "Before Monday Sunday")]
    [InlineData("last month", "October")]
    [InlineData("this quarter", "Before Monday October Sunday")]
    [InlineData("this year", "Before Monday October Sunday")]
    [InlineData("last year", "Last year")]
    [InlineData("next quarter", "Next")]
    [InlineData("next year", "Next")]
    [InlineData("last 6 months", "")]
    [InlineData("next 6 months", "Next")]
    public async Task A_timespan_is_Frappe_s(string span, string found)
    {
        var filters = Uri.EscapeDataString($"""[["transaction_date","Timespan","{span}"]]""");
        var names = (await _site.Get($"/api/resource/Hub%20Quotation?fields=[\"customer\"]&filters={filters}&order_by=customer")).ShouldBe(200).Data.AsArray().Select(static row => (string)row!["customer"]!);

        string.Join(' ', names).ShouldBe(found);
    }

    [Theory]
    [InlineData("transaction_date", "last fortnight")]
    [InlineData("customer", "today")]
    public async Task Another_is_refused_with_those_that_there_are(string field, string span) =>
        (await _site.Get($"/api/resource/Hub%20Quotation?filters={Uri.EscapeDataString($"""[["{field}","timespan","{span}"]]""")}")).ShouldBe(417).Message.ShouldContain("last quarter");

    [Fact]
    public async Task Times_of_a_span_reach_to_the_end_of_its_last_day() =>
        (await _site.Get($"/api/resource/Hub%20Quotation?filters={Uri.EscapeDataString("""[["creation","Timespan","today"]]""")}&limit_page_length=0")).Data.AsArray().Count.ShouldBe(6);

    [Fact]
    public async Task A_link_is_looked_for_by_a_part_of_its_name_and_said_to_be_there_or_not()
    {
        await _site.Post("/api/resource/Seite%20%2F%20Page", """{"name": "\u00dcber uns"}""");
        await _site.Post("/api/resource/Seite%20%2F%20Page", """{"name": "100%_sicher"}""");

        (await Call("frappe.desk.search.search_link", """{"doctype": "Seite / Page", "txt": "\u00fcBER"}""")).Json["message"]!.ToJsonString().ShouldBe("[{\"value\":\"\\u00DCber uns\",\"description\":\"\"}]");
        (await Call("frappe.desk.search.search_link", """{"doctype": "Seite / Page", "txt": "%_s"}""")).Json["message"]!.AsArray().Count.ShouldBe(1);
        (await Call("frappe.desk.search.search_link", """{"doctype": "Seite / Page", "txt": "", "page_length": 1}""")).Json["message"]!.AsArray().Count.ShouldBe(1);
        (await Call("frappe.client.validate_link", """{"doctype": "Hub Quotation", "docname": "HQ-00001", "fields": ["customer"]}""")).Json["message"]!.ToJsonString().ShouldBe("""{"name":"HQ-00001","customer":"Monday"}""");
        (await Call("frappe.client.validate_link", """{"doctype": "Hub Quotation", "docname": "none"}""")).Json["message"]!.ToJsonString().ShouldBe("""{"name":null}""");
    }

    [Fact]
    public async Task Rights_are_told()
    {
        (await Call("frappe.client.has_permission", """{"docname": "HQ-00001", "perm_type": "write"}""")).Json["message"]!["has_permission"]!.GetValue<bool>().ShouldBeTrue();
        (await _site.Get("/api/method/frappe.client.has_permission?doctype=Hub+Quotation&docname=HQ-00001&perm_type=write", SiteFixture.Limited)).Json["message"]!["has_permission"]!.GetValue<bool>().ShouldBeFalse();
        (await Call("frappe.client.has_permission", """{"docname": "none"}""")).Status.ShouldBe(404);
        (await _site.Get("/api/method/frappe.desk.search.search_link?doctype=Hub+Quotation&txt=", SiteFixture.Limited)).Status.ShouldBe(403);
        (await _site.Get("/api/method/frappe.client.validate_link?doctype=Hub+Quotation&docname=HQ-00001", SiteFixture.Limited)).Status.ShouldBe(403);
        (await _site.Get("/api/method/frappe.desk.reportview.get?doctype=Hub+Quotation", SiteFixture.Limited)).Status.ShouldBe(403);
    }

    [Fact]
    public async Task A_report_has_its_keys_once()
    {
        var report = await Call("frappe.desk.reportview.get", """{"fields": "[\"`tabHub Quotation`.`name`\", \"`tabHub Quotation`.`customer`\"]", "filters": "[[\"Hub Quotation\",\"customer\",\"like\",\"%day\"]]", "order_by": "`tabHub Quotation`.`customer` desc", "start": 0, "page_length": 20}""");

        report.Json["message"]!.ToJsonString().ShouldBe("""{"keys":["name","customer"],"values":[["HQ-00002","Sunday"],["HQ-00001","Monday"]],"user_info":{}}""");
        (await Call("frappe.desk.reportview.get", """{"filters": [["customer","=","Nobody"]]}""")).Json["message"]!.ToJsonString().ShouldBe("[]");
        (await Call("frappe.desk.reportview.get_count", """{"filters": [["customer","like","%day"]], "fields": [], "distinct": "false"}""")).Json["message"]!.GetValue<int>().ShouldBe(2);
    }

    /// <summary>As its node sends them: the credentials' test, getAll with its fields as text, a document out of the body, an update, a deletion.</summary>
    [Fact]
    public async Task N8n_s_requests_are_answered()
    {
        (await _site.Get("/api/method/frappe.auth.get_logged_user")).ShouldBe(200);
        (await _site.Send("GET", $"/api/resource/Hub%20Quotation?limit_page_length=1&limit_start=0&fields={Uri.EscapeDataString("[\"name\",\"customer\"]")}&filters={Uri.EscapeDataString("[[\"Hub Quotation\",\"customer\",\"=\",\"monday\"]]")}", "")).ShouldBe(200).Data.AsArray().Count.ShouldBe(1);
        var made = (await _site.Post("/api/resource/Hub%20Quotation", """{"customer":"n8n"}""", ("Accept", "application/json"))).ShouldBe(200);
        (await _site.Put($"/api/resource/Hub%20Quotation/{made.Name}", """{"customer":"n8n again"}""")).ShouldBe(200).Data["customer"]!.GetValue<string>().ShouldBe("n8n again");
        (await _site.Send("DELETE", $"/api/resource/Hub%20Quotation/{made.Name}", "")).Status.ShouldBe(202);
    }

    /// <summary>Two texts of arguments are one.</summary>
    private Task<Answer> Call(string method, params string[] arguments)
    {
        var all = new System.Text.Json.Nodes.JsonObject { ["doctype"] = "Hub Quotation" };
        foreach (var (name, value) in arguments.SelectMany(static text => System.Text.Json.Nodes.JsonNode.Parse(text)!.AsObject().ToList()))
        {
            all[name] = value?.DeepClone();
        }

        return _site.Post($"/api/method/{method}", all.ToJsonString());
    }
}
