using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Tests.Resource;

public sealed class LinkedTests : IAsyncLifetime
{
    private readonly SiteFixture _site = new();

    public async ValueTask InitializeAsync()
    {
        var row = new DocTypeEntry(
            "Order Row", new NamingRule(NamingKind.Series, "ROW/.###"), false, true, null, [RecordedDocTypes.Field("item", FieldType.Link, options: "Thing"), RecordedDocTypes.Field("qty", FieldType.Float)], []);
        _site.DocTypes.AddRange(
        [
            row,
            RecordedDocTypes.Of(
                "Thing",
                new NamingRule(NamingKind.Field, "code"),
                submittable: false,
                RecordedDocTypes.Field("code", FieldType.Data, required: true),
                RecordedDocTypes.Field("replaced_by", FieldType.Link, options: "Thing")),
            RecordedDocTypes.Of(
                "Order",
                new NamingRule(NamingKind.Series, "O-.#####"),
                submittable: true,
                RecordedDocTypes.Field("main", FieldType.Link, options: "Thing"),
                RecordedDocTypes.Field("follows", FieldType.Link, options: "Order"),
                RecordedDocTypes.Field("rows", FieldType.Table, options: row.Name)),
        ]);
        await _site.Start();
        await _site.Post("/api/resource/Thing", """{"code": "A \"1\" ü"}""");
        await _site.Post("/api/resource/Thing", """{"code": "B"}""");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("""{"main": "A \"1\" ü"}""", "A%20%221%22%20%C3%BC")]
    [InlineData("""{"rows": [{"item": "B"}]}""", "B")]
    public async Task What_others_point_at_is_not_deleted(string order, string thing)
    {
        var name = (await _site.Post("/api/resource/Order", order)).ShouldBe(200).Name;

        var refused = (await _site.Send("DELETE", $"/api/resource/Thing/{thing}")).ShouldBe(417);
        refused.ExcType.ShouldBe("LinkExistsError");
        refused.Message.ShouldContain($"is linked with Order <strong>{name}</strong>");

        await _site.Send("DELETE", $"/api/resource/Order/{name}");
        (await _site.Send("DELETE", $"/api/resource/Thing/{thing}")).ShouldBe(202);
    }

    [Fact]
    public async Task What_a_submitted_one_points_at_is_not_cancelled()
    {
        await _site.Post("/api/resource/Order", """{"docstatus": 1}""");
        await _site.Post("/api/resource/Order", """{"docstatus": 1, "follows": "O-00001"}""");

        (await _site.Put("/api/resource/Order/O-00001", """{"docstatus": 2}""")).ShouldBe(417).ExcType.ShouldBe("LinkExistsError");
        (await _site.Put("/api/resource/Order/O-00002", """{"docstatus": 2}""")).ShouldBe(200);
        (await _site.Put("/api/resource/Order/O-00001", """{"docstatus": 2}""")).ShouldBe(200);
        (await _site.Post("/api/resource/Order", """{"amended_from": "O-00001"}""")).ShouldBe(200);
        (await _site.Send("DELETE", "/api/resource/Order/O-00001")).ShouldBe(202);
    }

    [Fact]
    public async Task Who_points_at_a_renamed_document_points_at_its_new_name_and_tells_it()
    {
        await _site.Post("/api/resource/Order", """{"main": "B", "docstatus": 1, "rows": [{"item": "A \"1\" ü", "qty": 1.50}, {"item": "B", "qty": 2}]}""");
        await _site.Post("/api/resource/Order", """{"main": "A \"1\" ü"}""");
        await _site.Put("/api/resource/Thing/B", """{"replaced_by": "B"}""");
        _site.Feed.Clear();

        (await _site.Post("/api/method/frappe.client.rename_doc", """{"doctype": "Thing", "old_name": "B", "new_name": "C/1"}""")).ShouldBe(200);

        _site.Feed.Saves.Select(s => $"{s.Save.Now.Name} {s.Save.Now.Revision} {s.Save.After is null}").ShouldBe(["B 3 True", "C/1 1 False", "O-00001 2 False"]);
        var thing = (await _site.Get("/api/resource/Thing/C%2F1")).Data;
        ((string)thing["code"]!, (string)thing["replaced_by"]!).ShouldBe(("C/1", "C/1"));
        var order = await _site.Get("/api/resource/Order/O-00001");
        ((string)order.Data["main"]!, (string)order.Data["rows"]![0]!["item"]!, (string)order.Data["rows"]![1]!["item"]!).ShouldBe(("C/1", "A \"1\" ü", "C/1"));
        order.Text.ShouldContain("\"qty\":1.50");
        order.Data["rows"]!.AsArray().Select(row => (string)row!["name"]!).ShouldBe(["ROW/001", "ROW/002"]);
    }

    [Fact]
    public async Task Rows_are_named_by_their_own_series_which_goes_on_over_a_restart()
    {
        (await _site.Bulk("/api/resource/Order", BulkTests.Lines(1, 300, _ => """{"rows": [{"qty": 1}, {"qty": 2}]}"""))).ShouldBe(200);
        (await _site.Post("/api/resource/Order", """{"rows": [{"qty": "many"}]}""")).ShouldBe(417);
        await _site.Restart();

        (await _site.Post("/api/resource/Order", """{"rows": [{"qty": 1}]}""")).Data["rows"]![0]!["name"]!.GetValue<string>().ShouldBe("ROW/601");
    }
}
