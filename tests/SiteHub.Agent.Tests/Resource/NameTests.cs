using System.Text.Json;

namespace SiteHub.Agent.Tests.Resource;

public sealed class NameTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Pages = "/api/resource/Seite%20%2F%20Page";

    [Theory]
    [InlineData("plain")]
    [InlineData("with space")]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("/leading")]
    [InlineData("trailing/")]
    [InlineData("a//b")]
    [InlineData("x/../y")]
    [InlineData("100% sure?")]
    [InlineData("#1 & co = +")]
    [InlineData("Größe ✓ 日本")]
    [InlineData("🦊")]
    [InlineData("\"quoted\" 'and' `ticked` \\ back")]
    [InlineData("; DROP TABLE document --")]
    public async Task A_document_of_any_name_can_be_made_read_changed_listed_and_deleted(string name)
    {
        var address = $"{Pages}/{Uri.EscapeDataString(name)}";

        (await site.Post(Pages, JsonSerializer.Serialize(new { name }))).ShouldBe(200).Name.ShouldBe(name);
        (await site.Get(address)).ShouldBe(200).Name.ShouldBe(name);
        (await site.Put(address, """{"text": "changed"}""")).ShouldBe(200).Data["text"]!.GetValue<string>().ShouldBe("changed");
        var filters = Uri.EscapeDataString(JsonSerializer.Serialize(new[] { new[] { "name", "=", name } }));
        (await site.Get($"{Pages}?filters={filters}")).ShouldBe(200).Data.AsArray().Single()!["name"]!.GetValue<string>().ShouldBe(name);
        (await site.Send("DELETE", address)).ShouldBe(202);
        (await site.Get(address)).ShouldBe(404);
    }

    [Fact]
    public async Task A_slash_may_stand_in_the_address_as_it_is()
    {
        (await site.Post(Pages, """{"name": "one/two three"}""")).ShouldBe(200);

        (await site.Get($"{Pages}/one/two%20three")).ShouldBe(200).Name.ShouldBe("one/two three");
    }

    [Theory]
    [InlineData("<b>", "NameError")]
    [InlineData(".", "NameError")]
    [InlineData("..", "NameError")]
    [InlineData("tab\tin it", "NameError")]
    [InlineData("zero\0", "NameError")]
    [InlineData("  ", "ValidationError")]
    public async Task A_name_that_could_not_be_addressed_is_refused(string name, string excType)
    {
        (await site.Post(Pages, JsonSerializer.Serialize(new { name }))).ShouldBe(417).ExcType.ShouldBe(excType);
    }

    [Fact]
    public async Task A_name_longer_than_a_column_of_Frappe_is_refused()
    {
        (await site.Post(Pages, JsonSerializer.Serialize(new { name = new string('x', 140) }))).ShouldBe(200);
        (await site.Post(Pages, JsonSerializer.Serialize(new { name = new string('x', 141) }))).ShouldBe(417).ExcType.ShouldBe("CharacterLengthExceededError");
    }

    [Fact]
    public async Task A_series_counts_on_over_a_restart_and_passes_over_a_name_that_is_taken()
    {
        await using var fresh = await SiteFixture.Started();
        const string Quotations = "/api/resource/Hub%20Quotation";
        (await fresh.Post(Quotations, """{"customer": "a"}""")).Name.ShouldBe("HQ-00001");
        (await fresh.Post("/api/method/frappe.rename_doc", """{"doctype": "Hub Quotation", "old": "HQ-00001", "new": "HQ-00002"}""")).ShouldBe(200);

        await fresh.Restart();

        (await fresh.Post(Quotations, """{"customer": "b"}""")).Name.ShouldBe("HQ-00003");
        (await fresh.Post(Quotations, """{"remarks": "no customer"}""")).ShouldBe(417);
        (await fresh.Post(Quotations, """{"customer": "c"}""")).Name.ShouldBe("HQ-00004");
    }
}
