using System.Text;
using System.Text.Json.Nodes;

namespace SiteHub.Agent.Tests.Resource;

/// <summary>The calls of Frappe's own client for Python: most of them go to the site's address itself, with the method in <c>cmd</c>.</summary>
public sealed class PythonClientTests : IAsyncLifetime
{
    private static readonly string Basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("site1adminkey00:site1adminsec00"));

    private readonly SiteFixture _site = new() { Linked = true };

    public ValueTask InitializeAsync() => new(_site.Start());

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_document_is_inserted_read_changed_submitted_renamed_cancelled_and_deleted()
    {
        var name = (await Form("/api/resource/Hub%20Quotation", ("data", """{"doctype": "Hub Quotation", "customer": "K\u00f6ln", "items": [{"item_code": "A", "qty": 1}]}"""))).ShouldBe(200).Name;
        var document = (await _site.Get($"/api/resource/Hub%20Quotation/{name}", Basic)).Data;

        (await Query($"/?cmd=frappe.client.get_value&doctype=Hub+Quotation&fieldname=customer&filters={Uri.EscapeDataString($$"""{"name": "{{name}}"}""")}")).Json["message"]!["customer"]!.GetValue<string>().ShouldBe("K\u00F6ln");
        (await Query("/?cmd=frappe.client.get_value&doctype=Hub+Quotation&fieldname=name&filters=null")).Json["message"]!["name"]!.GetValue<string>().ShouldBe(name);
        (await Form("/", ("cmd", "frappe.client.set_value"), ("doctype", "Hub Quotation"), ("name", name), ("fieldname", "status"), ("value", "Open"))).ShouldBe(200).Json["message"]!["status"]!.GetValue<string>().ShouldBe("Open");

        document = (await _site.Get($"/api/resource/Hub%20Quotation/{name}", Basic)).Data;
        (await Form("/", ("cmd", "frappe.client.submit"), ("doclist", document.ToJsonString()))).ShouldBe(200).Json["message"]!["docstatus"]!.GetValue<int>().ShouldBe(1);
        (await Form("/", ("cmd", "frappe.client.cancel"), ("doctype", "Hub Quotation"), ("name", name))).ShouldBe(200).Json["message"]!["docstatus"]!.GetValue<int>().ShouldBe(2);
        (await Form("/", ("cmd", "frappe.client.delete"), ("doctype", "Hub Quotation"), ("name", name))).ShouldBe(200);

        var note = (await Form("/", ("cmd", "frappe.client.insert_many"), ("docs", """[{"doctype": "Note", "title": "one"}, {"doctype": "Note", "title": "two"}]"""))).ShouldBe(200).Json["message"]!.AsArray().Select(static made => (string)made!).ToList();
        (await Form("/", ("cmd", "frappe.client.bulk_update"), ("docs", $$"""[{"doctype": "Note", "docname": "{{note[0]}}", "title": "uno"}]"""))).ShouldBe(200);
        (await Form("/", ("cmd", "frappe.client.rename_doc"), ("doctype", "Note"), ("old_name", note[1]), ("new_name", "zwei"))).ShouldBe(200);
        (await _site.Get("/api/resource/Note?fields=[\"*\"]&order_by=title", Basic)).Data.AsArray().Select(static one => (string)one!["title"]!).ShouldBe(["two", "uno"]);
        (await _site.Get("/api/method/frappe.client.get_count/?doctype=Note", Basic)).ShouldBe(200).Json["message"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task It_is_answered_as_under_api_method_faults_and_rights_and_all()
    {
        (await Form("/", ("cmd", "frappe.client.nothing"))).ShouldBe(417).Text.ShouldContain("Failed to get method");
        (await Query("/?cmd=frappe.client.delete&doctype=Note&name=x")).Status.ShouldBe(403);
        (await _site.Send("POST", "/", "cmd=frappe.client.get_list&doctype=Note", "token nobody:nothing", "application/x-www-form-urlencoded")).Status.ShouldBe(401);
        (await _site.Send("GET", "/?cmd=frappe.client.get_list&doctype=Note", authorization: null)).Status.ShouldBe(403);
        (await Form("/", ("cmd", "login"), ("usr", "Administrator"), ("pwd", "x"))).ShouldBe(401).Text.ShouldContain("Authorization: token");
        (await Query("/?cmd=logout")).ShouldBe(200);
    }

    [Fact]
    public async Task The_first_page_is_one_as_before()
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = _site.Http.BaseAddress };
        using var page = await browser.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        page.StatusCode.ShouldBe(System.Net.HttpStatusCode.Redirect);
    }

    private Task<Answer> Query(string path) => _site.Get(path, Basic);

    private Task<Answer> Form(string path, params (string Name, string Value)[] fields) =>
        _site.Send("POST", path, string.Join('&', fields.Select(static field => $"{field.Name}={Uri.EscapeDataString(field.Value)}")), Basic, "application/x-www-form-urlencoded");
}
