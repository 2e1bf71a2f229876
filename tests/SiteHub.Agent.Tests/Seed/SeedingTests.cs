using System.Text.Json;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Tests.Seed;

public sealed class SeedingTests
{
    [Fact]
    public async Task A_new_site_is_filled_once_and_what_a_document_says_of_itself_is_kept_to_the_letter()
    {
        await using var site = new SiteFixture();
        site.Seed = new SeedEntry(
            [
                Document("Hub Quotation", """
                    { "name": "HQ-00007", "owner": "somebody@else", "creation": "2017-09-14 13:41:58.373023", "modified": "2017-09-14 17:09:51.239271",
                      "docstatus": 1, "customer": "R", "grand_total": 1.00,
                      "items": [{ "name": "HQI/00001", "creation": "2017-09-14 13:41:58.373023", "idx": 1, "item_code": "I1", "qty": 1.0 }] }
                    """),
            ],
            new Dictionary<string, int> { ["Hub Quotation"] = 30 });
        await site.Start();

        var first = (await site.Get("/api/resource/Hub%20Quotation/HQ-00007")).ShouldBe(200);
        first.Text.ShouldContain("\"grand_total\":1.00");
        ((string)first.Data["owner"]!, (string)first.Data["creation"]!, (string)first.Data["modified"]!).ShouldBe(("somebody@else", "2017-09-14 13:41:58.373023", "2017-09-14 17:09:51.239271"));
        var row = first.Data["items"]![0]!;
        ((string)row["name"]!, (string)row["creation"]!, (string)row["parent"]!).ShouldBe(("HQI/00001", "2017-09-14 13:41:58.373023", "HQ-00007"));
        site.Count("doc_type = 'Hub Quotation'").ShouldBe(30);
        site.Feed.Saves.Count(save => save.Save.Now.Revision == 1).ShouldBe(30);
        site.Feed.Saves.ShouldAllBe(static save => save.Save.Events.Count == 0, "what a site begins with is news to nobody");

        await site.Send("DELETE", "/api/resource/Hub%20Quotation/HQ-00036");
        await site.Restart();
        site.Count("doc_type = 'Hub Quotation'").ShouldBe(30);
        (await site.Post("/api/resource/Hub%20Quotation", """{"customer": "x"}""")).Name.ShouldBe("HQ-00037");
    }

    [Fact]
    public async Task A_seed_that_cannot_be_saved_stops_the_start_and_says_why()
    {
        await using var site = new SiteFixture();
        site.Seed = new SeedEntry([Document("Hub Quotation", """{ "status": "Sold" }""")], new Dictionary<string, int>());

        var refused = await site.Start().ShouldThrowAsync<Agent.Seed.SeedRefusedException>();

        refused.Message.ShouldContain("Value missing for Hub Quotation: Customer");
    }

    private static SeedDocument Document(string docType, string json) => new(docType, JsonDocument.Parse(json).RootElement.Clone());
}
