namespace SiteHub.Agent.Tests.Resource;

public sealed class RecordedLifeTests
{
    [Fact]
    public async Task A_note_lives_as_it_does_in_Frappe()
    {
        await using var site = await SiteFixture.Started();
        var replay = new Replay(site);

        // Frappe rewrites HTML in what it is given; SiteHub keeps what it is given, for who shows it must escape it anyway.
        replay.Instead["""
            "urgent \u0022quote\u0022 \u0026amp; \u00FCn\u00EFcode \u2713 \u003Cb\u003E\u003C/b\u003E"
            """.Trim()] = """
            "urgent \u0022quote\u0022 \u0026 \u00FCn\u00EFcode \u2713 \u003Cb\u003E"
            """.Trim();
        replay.Instead["""
            "\u003Cp\u003EHello \u0026amp; \u00FCn\u00EFcode \u2713 \u65E5\u672C\u003C/p\u003E"
            """.Trim()] = """
            "\u003Cp\u003EHello \u0026 \u00FCn\u00EFcode \u2713 \u65E5\u672C\u003C/p\u003E"
            """.Trim();

        foreach (var number in new[] { "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31", "32", "33", "34", "38", "39", "59", "60", "85", "86" })
        {
            await replay.Send(number);
        }
    }

    [Fact]
    public async Task A_quotation_is_made_changed_submitted_cancelled_deleted_and_amended_as_in_Frappe()
    {
        await using var site = await SiteFixture.Started();
        var replay = new Replay(site);

        // Frappe reads times back from its database without the leading zero, at times.
        replay.Instead["\"8:15:00\""] = "\"08:15:00\"";

        foreach (var number in new[] { "70", "71", "72", "73", "74", "75", "76", "77", "78", "79", "80", "81", "82", "83" })
        {
            await replay.Send(number);
        }

        var other = await site.Post("/api/resource/Hub%20Quotation", """{"customer": "x"}""");
        (await site.Post("/api/method/frappe.client.rename_doc", $$"""{"doctype": "Hub Quotation", "old_name": "{{other.Name}}", "new_name": "HQ-RENAMED"}""")).ShouldBe(200);
        await replay.Send("84");
    }

    [Theory]
    [InlineData("36")]
    [InlineData("37")]
    [InlineData("09")]
    [InlineData("40")]
    [InlineData("41")]
    [InlineData("41b")]
    [InlineData("43")]
    [InlineData("44")]
    [InlineData("45")]
    [InlineData("46")]
    [InlineData("47")]
    public async Task A_single_exchange_ends_as_it_does_in_Frappe(string number)
    {
        await using var site = await SiteFixture.Started();

        await new Replay(site).Send(number);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_a_409_as_in_Frappe()
    {
        await using var site = await SiteFixture.Started();
        await site.Post("/api/resource/Webhook", """{"name": "note-put"}""");

        await new Replay(site).Send("35");
    }

    [Fact]
    public async Task What_Frappe_answers_with_a_500_is_a_404_here()
    {
        await using var site = await SiteFixture.Started();

        var answer = await site.Get("/api/resource/NoSuchDoctype/x");

        answer.ShouldBe(404).ExcType.ShouldBe("DoesNotExistError");
        answer.Message.ShouldBe("DocType NoSuchDoctype not found");
    }

    [Fact]
    public async Task A_method_that_is_not_there_is_told_as_in_Frappe()
    {
        await using var site = await SiteFixture.Started();

        var answer = await site.Get("/api/method/frappe.no.such");

        answer.ShouldBe(417).ExcType.ShouldBe("ValidationError");
        answer.Message.ShouldBe("Failed to get method for command frappe.no.such with No module named 'frappe.no'");
    }
}
