using System.Net;
using System.Text.Json.Nodes;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Tests.Features;

/// <summary>The site's own form, for documents with more columns than a page is wide.</summary>
public sealed class FormTests
{
    private const string New = "/documents/form?docType=Wide";

    private static readonly DocTypeEntry Row = RecordedDocTypes.Child(
        "Wide Row", [RecordedDocTypes.Field("item", FieldType.Link, options: "Note") with { InList = true }, RecordedDocTypes.Field("qty", FieldType.Float) with { InList = true }, .. Enumerable.Range(1, 20).Select(static n => RecordedDocTypes.Field($"more_{n}", FieldType.Data))]);

    private static readonly DocTypeEntry Plain = RecordedDocTypes.Child("Plain Row", [RecordedDocTypes.Field("note", FieldType.LongText), .. Enumerable.Range(1, 8).Select(static n => RecordedDocTypes.Field($"c{n}", FieldType.Data))]);

    private static readonly DocTypeEntry Wide = RecordedDocTypes.Of(
        "Wide",
        new NamingRule(NamingKind.Series, "W-.###"),
        submittable: true,
        RecordedDocTypes.Field("day", FieldType.Date, @default: "Today"),
        RecordedDocTypes.Field("status", FieldType.Select, options: "Draft\nOpen", @default: "Open"),
        RecordedDocTypes.Field("rows", FieldType.Table, options: Row.Name),
        RecordedDocTypes.Field("others", FieldType.Table, options: Plain.Name));

    [Fact]
    public async Task Columns_that_are_marked_stand_in_the_table_and_the_rest_opens()
    {
        await using var world = await Started();
        using var browser = await Boss(world);
        await browser.Open(New);

        browser.Page.ShouldContain("<th scope=\"col\">Item</th>");
        browser.Page.ShouldNotContain("<th scope=\"col\">More 1</th>");
        browser.Page.ShouldContain("name=\"t.rows.0.more_20\"");
        browser.Page.ShouldContain("<th scope=\"col\">C5</th>");
        browser.Page.ShouldNotContain("<th scope=\"col\">C6</th>");
        browser.Page.ShouldNotContain("<th scope=\"col\">Note</th>");
        browser.Fields()["f.day"].ShouldBe("2026-11-24");
        browser.Page.ShouldContain("<option value=\"Open\" selected=\"selected\">");

        var fields = browser.Fields();
        fields["t.rows.0.qty"] = "2";
        fields["t.rows.0.more_20"] = "far";
        (await browser.Send($"{New}&handler=Save", fields)).ShouldBe(HttpStatusCode.OK);
        browser.Page.ShouldContain("Saved.");
        var stored = (await world.Site.Get("/api/resource/Wide/W-001")).Data;
        ((string)stored["rows"]![0]!["more_20"]!, (string)stored["day"]!, (string)stored["status"]!).ShouldBe(("far", "2026-11-24", "Open"));
    }

    [Fact]
    public async Task More_rows_keep_what_was_typed_and_store_nothing()
    {
        await using var world = await Started();
        using var browser = await Boss(world);
        await browser.Open(New);
        var fields = browser.Fields();
        fields.ShouldNotContainKey("t.rows.3.qty");
        (fields["t.rows.0.qty"], fields["t.rows.1.#removed"], fields["more"]) = ("7", "1", "rows");

        (await browser.Send($"{New}&handler=More", fields)).ShouldBe(HttpStatusCode.OK);

        var again = browser.Fields();
        again["t.rows.0.qty"].ShouldBe("7");
        again.ShouldContainKey("t.rows.5.qty");
        again.ShouldNotContainKey("t.rows.6.qty");
        again.ShouldNotContainKey("t.others.3.c1");
        again.ShouldContainKey("t.rows.1.#removed");
        world.Site.Count("doc_type = 'Wide'").ShouldBe(0);
        (await browser.Send($"{New}&handler=Save", again)).ShouldBe(HttpStatusCode.OK);
        (await world.Site.Get("/api/resource/Wide/W-001")).Data["rows"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Documents_to_point_at_are_found_by_a_part_of_name_or_title_by_whoever_may_read_them()
    {
        await using var world = await Started();
        var name = (await world.Site.Post("/api/resource/Note", """{"title": "Über Köln"}""")).Name;
        using var browser = await Boss(world);

        await browser.Open("/documents/form?handler=Linked&target=Note&text=k%C3%96LN");
        JsonNode.Parse(browser.Page)![0]!["name"]!.GetValue<string>().ShouldBe(name);
        await browser.Open($"/documents/form?handler=Linked&target=Note&text={name[..6]}");
        JsonNode.Parse(browser.Page)!.AsArray().Count.ShouldBe(1);
        (await browser.Open("/documents/form?handler=Linked&target=Nothing&text=")).ShouldBe(HttpStatusCode.NotFound);

        world.Hub.Person = new Person("sub-2", "nobody@example.com");
        using var nobody = await world.SignedIn();
        (await nobody.Open("/documents/form?handler=Linked&target=Note&text=")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Cancelling_asks_and_what_is_never_submitted_is_no_draft()
    {
        await using var world = await Started();
        (await world.Site.Post("/api/resource/Wide", """{"docstatus": 1}""")).ShouldBe(200);
        await world.Site.Post("/api/resource/Note", """{"title": "T"}""");
        using var browser = await Boss(world);

        await browser.Open($"{New}&name=W-001");
        browser.Page.ShouldContain("data-confirm=\"Cancel W-001? This cannot be taken back.\"");
        (await browser.Send($"{New}&name=W-001&handler=Cancel", browser.Fields())).ShouldBe(HttpStatusCode.OK);
        browser.Page.ShouldContain("Cancelled.");
        await browser.Open("/documents?docType=Note");
        browser.Page.ShouldNotContain("Draft");
        await browser.Open("/documents?docType=Wide");
        browser.Page.ShouldContain("<td>Cancelled</td>");
    }

    [Fact]
    public async Task The_first_page_says_what_one_may_do_and_every_page_leads_back_to_the_portal()
    {
        await using var world = await Started();
        world.Hub.Person = new Person("sub-2", "reads@example.com", "Reader");
        using var reader = await world.SignedIn();
        reader.Page.ShouldContain("You may look at them.");
        reader.Page.ShouldNotContain("You may look at them and change them.");
        using var boss = await Boss(world);
        boss.Page.ShouldContain("You may look at them and change them.");

        foreach (var page in (string[])["/", "/documents?docType=Note", New, "/me/hub", "/published"])
        {
            await boss.Open(page);
            boss.Page.ShouldContain($"<a href=\"{world.Site.HubUrl}\">Portal</a>", customMessage: page);
            boss.Page.ShouldContain("href=\"/\"", customMessage: page);
        }
    }

    private static Task<Joined> Started() => Joined.Started(static site =>
    {
        site.DocTypes.Remove(RecordedDocTypes.Note);
        site.DocTypes.AddRange([RecordedDocTypes.Note with { TitleField = "title" }, Row, Plain, Wide]);
    });

    private static async Task<Browser> Boss(Joined world)
    {
        world.Hub.Person = new Person("sub-boss", "boss@example.com", "System Manager");
        return await world.SignedIn();
    }

    [Fact]
    public async Task Totals_are_worked_out_as_they_are_declared_rows_first()
    {
        await using var world = await Joined.Started(static site => site.DocTypes.AddRange([Line, Bill]));
        using var browser = await Boss(world);
        await browser.Open("/documents/form?docType=Bill");
        var fields = browser.Fields();
        fields.ShouldNotContainKey("f.total");
        fields.ShouldNotContainKey("t.lines.0.amount");
        (fields["t.lines.0.qty"], fields["t.lines.0.rate"], fields["t.lines.1.qty"], fields["t.lines.1.rate"]) = ("3", "0.1", "1", "0.20");
        (await browser.Send("/documents/form?docType=Bill&handler=Save", fields)).ShouldBe(HttpStatusCode.OK);

        var made = (await world.Site.Get("/api/resource/Bill/B-1")).Data;
        made["lines"]!.AsArray().Select(static line => line!["amount"]!.ToJsonString()).ShouldBe(["0.3", "0.2"]);
        (made["total"]!.ToJsonString(), made["count"]!.ToJsonString(), (string)made["words"]!).ShouldBe(("0.5", "2", "2 lines"));

        // Over REST what is given for it is not looked at.
        (await world.Site.Put("/api/resource/Bill/B-1", """{"total": 99, "lines": [{"qty": 2, "rate": 2, "amount": 77}]}""")).ShouldBe(200).Data["total"]!.ToJsonString().ShouldBe("4.0");
        (await world.Site.Post("/api/resource/Bill", """{"lines": []}""")).ShouldBe(200).Data["total"]!.ToJsonString().ShouldBe("0.0");
        (await world.Site.Bulk("/api/resource/Bill", "{\"lines\": [{\"qty\": 1, \"rate\": 7}]}")).ShouldBe(200).Json["inserted"]!.GetValue<int>().ShouldBe(1);
        (await world.Site.Get("/api/resource/Bill/B-3")).Data["total"]!.ToJsonString().ShouldBe("7.0");
        (await world.Site.Post("/api/resource/Bill", """{"lines": [{"qty": 1e14, "rate": 1e14}]}""")).ShouldBe(417).Message.ShouldContain("Row #1");
        (await world.Site.Post("/api/resource/Bill", """{"lines": [{"qty": 1, "rate": 1}]}""")).ShouldBe(200).Name.ShouldBe("B-4", "a number that nothing came of is given again");
    }

    private static readonly DocTypeEntry Line = RecordedDocTypes.Child(
        "Bill Line", RecordedDocTypes.Field("qty", FieldType.Float), RecordedDocTypes.Field("rate", FieldType.Currency), RecordedDocTypes.Field("amount", FieldType.Currency) with { Formula = "row.qty * row.rate" });

    private static readonly DocTypeEntry Bill = RecordedDocTypes.Of(
        "Bill",
        new NamingRule(NamingKind.Series, "B-.#"),
        submittable: true,
        RecordedDocTypes.Field("lines", FieldType.Table, options: Line.Name),
        RecordedDocTypes.Field("count", FieldType.Int) with { Formula = "doc.lines.length" },
        RecordedDocTypes.Field("total", FieldType.Currency) with { Formula = "doc.lines.reduce((sum, line) => sum + line.amount, 0)" },
        RecordedDocTypes.Field("words", FieldType.Data) with { Formula = "`${doc.count} lines`" });
}
