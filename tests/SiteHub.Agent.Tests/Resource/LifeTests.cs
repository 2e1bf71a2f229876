using SiteHub.Protocol.Documents;

namespace SiteHub.Agent.Tests.Resource;

public sealed class LifeTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Quotations = "/api/resource/Hub%20Quotation";
    private const string Pages = "/api/resource/Seite%20%2F%20Page";

    [Fact]
    public async Task Every_save_is_one_revision_that_names_its_events_in_Frappes_order()
    {
        var name = (await site.Post(Quotations, """{"customer": "x", "items": [{"item_code": "a"}]}""")).Name;
        Told(name).ShouldBe("1 0 after_insert on_update");
        await site.Put($"{Quotations}/{name}", """{"remarks": "y"}""");
        Told(name).ShouldBe("2 0 on_update on_change");
        await site.Put($"{Quotations}/{name}", """{}""");
        Told(name).ShouldBe("3 0 on_update on_change");
        await site.Put($"{Quotations}/{name}", """{"docstatus": 1}""");
        Told(name).ShouldBe("4 1 on_update on_submit on_change");
        await site.Put($"{Quotations}/{name}", """{"status": "Won"}""");
        Told(name).ShouldBe("5 1 on_update_after_submit on_change");
        await site.Send("POST", $"{Quotations}/{name}", "run_method=cancel", contentType: "application/x-www-form-urlencoded");
        Told(name).ShouldBe("6 2 on_cancel on_change");
        (await site.Send("DELETE", $"{Quotations}/{name}")).ShouldBe(202);
        Told(name).ShouldBe("7 gone on_trash on_change");
        (await site.Post(Quotations, """{"customer": "x", "docstatus": 1}""")).ShouldBe(200);
        string.Join(' ', site.Feed.Last.Events).ShouldBe("after_insert on_update on_submit");
    }

    [Fact]
    public async Task A_name_keeps_its_count_of_revisions_over_deletion_recreation_and_rename()
    {
        await site.Post(Pages, """{"name": "first", "text": "1"}""");
        await site.Send("DELETE", $"{Pages}/first");
        await site.Post(Pages, """{"name": "first", "text": "2"}""");
        Told("first").ShouldBe("3 0 after_insert on_update");
        var id = site.Feed.Saves[^1].Id;
        site.Feed.Last.Before.ShouldBeNull();

        (await site.Post("/api/method/frappe.client.rename_doc", """{"doctype": "Seite / Page", "old_name": "first", "new_name": "second"}""")).Text.ShouldBe("""{"message":"second"}""");

        var (gone, arrived) = (site.Feed.Saves[^2], site.Feed.Saves[^1]);
        gone.Id.ShouldBe(id);
        (gone.Save.After, gone.Save.Removed!.Revision, gone.Save.Events.Count).ShouldBe((null, 4, 0));
        (arrived.Save.Before, arrived.Save.After!.Name, arrived.Save.After.Revision, arrived.Save.RenamedFrom, arrived.Save.Events.Count).ShouldBe((null, "second", 1, "first", 0));
        (await site.Get($"{Pages}/first")).ShouldBe(404);
        (await site.Get($"{Pages}/second")).ShouldBe(200).Data["text"]!.GetValue<string>().ShouldBe("2");

        await site.Post("/api/method/frappe.client.rename_doc", """{"doctype": "Seite / Page", "old_name": "second", "new_name": "first"}""");
        Told("first").ShouldBe("5 0 ");
    }

    [Fact]
    public async Task Saves_at_the_same_time_lose_nothing_and_count_without_a_gap()
    {
        await site.Post(Pages, """{"name": "contended", "number": 0}""");

        var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(i => site.Put($"{Pages}/contended", $$"""{"number": {{i}}}""")));

        answers.ShouldAllBe(answer => answer.Status == 200);
        answers.Select(answer => (string)answer.Data["modified"]!).Distinct().Count().ShouldBe(12);
        site.Feed.Saves.Where(s => s.Save.Now.Name == "contended").Select(s => s.Save.Now.Revision).ShouldBe(Enumerable.Range(1, 13).Select(i => (long)i));
    }

    [Fact]
    public async Task A_save_that_met_another_is_prepared_again_on_what_stands_then()
    {
        await using var own = await SiteFixture.Started();
        await own.Post(Pages, """{"name": "p", "text": "a", "number": 1}""");
        var interfere = true;
        own.Feed.OnPrepare = save =>
        {
            if (interfere && save.Now.Name == "p")
            {
                interfere = false;
                own.Put($"{Pages}/p", """{"text": "b"}""").GetAwaiter().GetResult().ShouldBe(200);
            }
        };

        (await own.Put($"{Pages}/p", """{"number": 2}""")).ShouldBe(200);

        var last = own.Feed.Last;
        (last.Before!.Revision, last.After!.Revision).ShouldBe((2, 3));
        var document = (await own.Get($"{Pages}/p")).Data;
        ((string)document["text"]!, (int)document["number"]!).ShouldBe(("b", 2));
    }

    [Fact]
    public async Task Who_says_which_version_they_saw_is_refused_once_it_is_another()
    {
        var first = (await site.Post(Pages, """{"name": "versioned"}""")).Data["modified"]!.GetValue<string>();
        var second = (await site.Put($"{Pages}/versioned", $$"""{"number": 1, "modified": "{{first}}"}""")).ShouldBe(200).Data["modified"]!.GetValue<string>();

        (await site.Put($"{Pages}/versioned", $$"""{"number": 2, "modified": "{{first}}"}""")).ShouldBe(417).ExcType.ShouldBe("TimestampMismatchError");
        (await site.Put($"{Pages}/versioned", $$"""{"number": 2, "modified": "{{second}}"}""")).ShouldBe(200);
    }

    [Theory]
    [InlineData("""{"docstatus": 2}""", "DocstatusTransitionError")]
    [InlineData("""{"docstatus": 3}""", "ValidationError")]
    [InlineData("""{"docstatus": "x"}""", "ValidationError")]
    [InlineData("""{"docstatus": null}""", "ValidationError")]
    [InlineData("""{"name": "other"}""", "ValidationError")]
    public async Task A_change_that_cannot_be_is_refused(string body, string excType)
    {
        var name = (await site.Post(Quotations, """{"customer": "x"}""")).Name;

        (await site.Put($"{Quotations}/{name}", body)).ShouldBe(417).ExcType.ShouldBe(excType);
    }

    [Fact]
    public async Task What_is_not_submittable_cannot_be_submitted()
    {
        await site.Post(Pages, """{"name": "draft for ever"}""");

        (await site.Put($"{Pages}/draft%20for%20ever", """{"docstatus": 1}""")).ShouldBe(417);
        (await site.Post(Pages, """{"name": "x", "docstatus": 1}""")).ShouldBe(417);
    }

    [Fact]
    public async Task Rows_of_a_submitted_document_stay_as_they_are_where_the_table_does_not_allow_it()
    {
        var made = (await site.Post(Quotations, """{"customer": "x", "docstatus": 1, "items": [{"item_code": "a", "qty": 1.50}, {"item_code": "b"}]}""")).Data;
        var address = $"{Quotations}/{made["name"]}";
        var rows = made["items"]!.AsArray();

        (await site.Put(address, $$"""{"items": {{rows.ToJsonString()}}}""")).ShouldBe(200);
        (await site.Put(address, $$"""{"items": [{{rows[0]!.ToJsonString()}}]}""")).ShouldBe(417).ExcType.ShouldBe("UpdateAfterSubmitError");
        var changed = rows[0]!.ToJsonString().Replace("1.50", "2", StringComparison.Ordinal);
        (await site.Put(address, $$"""{"items": [{{changed}}, {{rows[1]!.ToJsonString()}}]}""")).ShouldBe(417)
            .Message.ShouldBe("Row #1: Not allowed to change <strong>Qty</strong> after submission from <strong>1.50</strong> to <strong>2.0</strong>");
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        var missing = (await site.Post(Quotations, """{"items": [{"qty": 1}, {"item_code": "x"}, {}]}""")).ShouldBe(417);
        missing.ExcType.ShouldBe("MandatoryError");
        missing.Messages.Select(m => (string)m["message"]!).ShouldBe(
        [
            "Error: Value missing for Hub Quotation: Customer",
            "Error: <strong>Hub Quotation Item</strong> Row #1: Value missing for: Item Code",
            "Error: <strong>Hub Quotation Item</strong> Row #3: Value missing for: Item Code",
        ]);

        var invalid = (await site.Post(Quotations, """{"customer": "x", "status": "Sold", "grand_total": "much", "transaction_date": "2026-02-30", "items": [{"item_code": "x", "qty": []}]}""")).ShouldBe(417);
        invalid.ExcType.ShouldBe("ValidationError");
        invalid.Messages.Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_a_feed_cannot_carry_is_refused_at_the_save()
    {
        await using var own = await SiteFixture.Started();
        own.Feed.OnPrepare = _ => throw new Agent.Documents.ChangeRefusedException("It is too large for the link");

        (await own.Post(Pages, """{"name": "p"}""")).ShouldBe(417).Message.ShouldBe("It is too large for the link");
        own.Count().ShouldBe(0);
    }

    private string Told(string name)
    {
        var save = site.Feed.Last;
        save.Now.Name.ShouldBe(name);
        return $"{save.Now.Revision} {(save.After is null ? "gone" : $"{save.After.DocStatus}")} {string.Join(' ', save.Events)}";
    }
}
