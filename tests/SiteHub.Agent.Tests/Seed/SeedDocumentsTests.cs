using System.Text.Json;
using SiteHub.Agent.Seed;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Tests.Seed;

public sealed class SeedDocumentsTests
{
    private static readonly SiteEntry Site = Parse("""
        {
          "hub": { "url": "http://localhost:1" },
          "sites": [{
            "slug": "acme", "url": "http://localhost:2", "roles": ["All"],
            "source": {
              "kind": "embedded",
              "docTypes": [
                { "name": "Customer", "naming": "C-.###", "permissions": [{ "role": "All", "allow": ["read"] }],
                  "fields": [{ "name": "customer_name", "type": "Data", "required": true }] },
                { "name": "Item", "naming": "field:item_code", "permissions": [{ "role": "All", "allow": ["read"] }],
                  "fields": [{ "name": "item_code", "type": "Data", "required": true }, { "name": "standard_rate", "type": "Currency" }] },
                { "name": "Row", "child": true, "fields": [
                  { "name": "item_code", "type": "Link", "options": "Item", "required": true }, { "name": "qty", "type": "Float" },
                  { "name": "rate", "type": "Currency" }, { "name": "amount", "type": "Currency" }] },
                { "name": "Order", "naming": "O-.#####", "submittable": true, "permissions": [{ "role": "All", "allow": ["read"] }],
                  "fields": [
                    { "name": "customer", "type": "Link", "options": "Customer", "required": true }, { "name": "customer_name", "type": "Data" },
                    { "name": "date", "type": "Date", "required": true }, { "name": "due", "type": "Date" },
                    { "name": "status", "type": "Select", "options": ["Draft", "Open", "Closed"], "default": "Draft" },
                    { "name": "items", "type": "Table", "options": "Row", "required": true },
                    { "name": "grand_total", "type": "Currency" }, { "name": "subject", "type": "Data", "required": true }] }
              ],
              "seed": {
                "documents": {
                  "Customer": [{ "name": "C-001", "customer_name": "One" }, { "name": "C-002", "customer_name": "Two" }],
                  "Item": [{ "item_code": "A", "standard_rate": 2.50 }, { "item_code": "B", "standard_rate": 10.0 }],
                  "Order": [{ "name": "O-00001", "customer": "C-001", "date": "2017-09-14", "subject": "the first", "items": [{ "item_code": "A", "qty": 1.0 }] }]
                },
                "count": { "Order": 40 }
              }
            }
          }]
        }
        """);

    [Fact]
    public void The_written_come_first_and_as_written_then_as_many_as_are_missing()
    {
        var all = SeedDocuments.Of(Site).ToList();

        all.Take(5).Select(d => d.DocType).ShouldBe(["Customer", "Customer", "Item", "Item", "Order"]);
        all[2].Document.GetRawText().ShouldBe("""{ "item_code": "A", "standard_rate": 2.50 }""");
        all.Count(d => d.DocType == "Order").ShouldBe(40);
        all.Count.ShouldBe(44);
    }

    [Fact]
    public void The_same_file_gives_the_same_documents_to_the_byte_and_another_site_others()
    {
        Texts(Site).ShouldBe(Texts(Site));
        Texts(Site with { Slug = "globex" }).ShouldNotBe(Texts(Site));
    }

    [Fact]
    public void Rows_and_totals_add_up_and_links_go_to_what_was_written()
    {
        foreach (var order in SeedDocuments.Of(Site).Skip(5).Select(d => d.Document))
        {
            var rows = order.GetProperty("items").EnumerateArray().ToList();
            rows.Count.ShouldBeInRange(1, 4);
            foreach (var row in rows)
            {
                row.GetProperty("rate").GetDecimal().ShouldBe(row.GetProperty("item_code").GetString() == "A" ? 2.5m : 10m);
                row.GetProperty("amount").GetDecimal().ShouldBe(row.GetProperty("qty").GetDecimal() * row.GetProperty("rate").GetDecimal());
            }

            order.GetProperty("grand_total").GetDecimal().ShouldBe(rows.Sum(r => r.GetProperty("amount").GetDecimal()));
            order.GetProperty("grand_total").GetRawText().ShouldContain(".");
            order.GetProperty("customer_name").GetString().ShouldBe(order.GetProperty("customer").GetString() == "C-001" ? "One" : "Two");
            order.GetProperty("subject").GetString().ShouldStartWith("Order ");
            string.CompareOrdinal(order.GetProperty("due").GetString(), order.GetProperty("date").GetString()).ShouldBePositive();
        }
    }

    [Fact]
    public void Most_are_submitted_with_a_status_that_fits_and_some_are_drafts()
    {
        var orders = SeedDocuments.Of(Site).Skip(5).Select(d => d.Document).ToList();

        orders.Count(o => o.GetProperty("docstatus").GetInt32() == 0).ShouldBeInRange(5, 10);
        orders.Where(o => o.GetProperty("docstatus").GetInt32() == 1).ShouldAllBe(o => o.GetProperty("status").GetString() != "Draft");
        orders.Where(o => o.GetProperty("docstatus").GetInt32() == 0).ShouldAllBe(o => !Has(o, "status"));
    }

    private static bool Has(JsonElement document, string member) => document.TryGetProperty(member, out _);

    private static List<string> Texts(SiteEntry site) => [.. SeedDocuments.Of(site).Select(d => d.Document.GetRawText())];

    private static SiteEntry Parse(string json) =>
        SitesFileReader.Parse(System.Text.Encoding.UTF8.GetBytes(json), "sites.json", "/", SitesScope.All).Sites[0];
}
