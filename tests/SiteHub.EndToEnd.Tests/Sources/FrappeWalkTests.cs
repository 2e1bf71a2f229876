using System.Text.Json.Nodes;
using SiteHub.EndToEnd.Tests.Portal;
using SiteHub.EndToEnd.Tests.Worlds;
using SiteHub.Testing.Frappe;

namespace SiteHub.EndToEnd.Tests.Sources;

/// <summary>A site whose documents live in Frappe, from there to the portal and back.</summary>
public sealed class FrappeWalkTests
{
    private const string Slug = "globex";

    [Fact]
    public async Task A_quotation_of_a_Frappe_site_is_in_the_portal_and_accepting_it_there_makes_an_order_here()
    {
        await using var frappe = await StandInErp.AddTo(new StandInFrappe()).StartAsync(Ports.Take());
        var erp = frappe.Site;
        erp.Insert("Customer", new JsonObject { ["customer_name"] = "Riverside" });
        var quotation = (string)erp.Insert("Quotation", new JsonObject { ["party_name"] = "Riverside", ["remarks"] = "Two pumps", ["items"] = new JsonArray(new JsonObject { ["item_code"] = "PUMP-1", ["qty"] = 2, ["rate"] = 150 }) })["name"]!;
        erp.Update("Quotation", quotation, new JsonObject { ["docstatus"] = 1 });
        for (var i = 0; i < 1_200; i++)
        {
            erp.Insert("SH Order", new JsonObject { ["title"] = $"of another kind {i}" });
        }

        await using var world = await World.StartAsync(file => Mirror(file.Site(Slug), frappe));
        var customer = await Member.Customer(world, "Riverside", Slug, "Riverside");
        using var rita = await Member.Invited(world, customer, "rita@riverside.example", "buyer");

        await Until.Holds(async () => (await rita.Page($"/documents/{Slug}/Quotation/{quotation}")).ShouldContain("Two pumps"));
        await rita.Ask(Slug, "Quotation", quotation, "accept");

        await Until.Holds(() => erp.Of("Sales Order").Values.ShouldHaveSingleItem()["docstatus"]!.GetValue<int>().ShouldBe(1));
        var order = (string)erp.Of("Sales Order").Values.Single()["name"]!;
        await Until.Holds(async () => (await rita.Page($"/documents/{Slug}/Sales%20Order/{order}")).ShouldContain("To Deliver and Bill"));
        await Until.Holds(async () => (await rita.Page($"/documents/{Slug}/Quotation/{quotation}")).ShouldContain("Ordered"));
        (await world.At(Slug).ReadAsync("SH Order", "SHO-01200")).ShouldSucceed();

        // Killed, away while something changes, and up again.
        world.Site(Slug).Kill();
        erp.Update("Quotation", quotation, new JsonObject { ["remarks"] = "Three pumps" });
        await world.Site(Slug).StartAsync();
        await Until.Holds(async () => (await rita.Page($"/documents/{Slug}/Quotation/{quotation}")).ShouldContain("Three pumps"), 100);
    }

    private static void Mirror(JsonObject site, StandInFrappe frappe)
    {
        var rows = new JsonArray(Field("item_code"), Field("qty", "Float"), Field("rate", "Currency"));
        site["source"] = new JsonObject
        {
            ["kind"] = "frappe", ["url"] = frappe.Url.GetLeftPart(UriPartial.Authority), ["auth"] = new JsonObject { ["key"] = StandInFrappe.Key, ["secret"] = StandInFrappe.Secret }, ["sweepSeconds"] = 10,
            ["docTypes"] = new JsonArray(
                DocType("Quotation", true, Field("party_name", "Link", "Customer"), Field("status"), Field("remarks", "Text"), Field("grand_total", "Currency"), Field("items", "Table", "Quotation Item")),
                new JsonObject { ["name"] = "Quotation Item", ["child"] = true, ["fields"] = rows.DeepClone() },
                DocType("Sales Order", true, Field("customer", "Link", "Customer"), Field("status"), Field("grand_total", "Currency"), Field("items", "Table", "Sales Order Item")),
                new JsonObject { ["name"] = "Sales Order Item", ["child"] = true, ["fields"] = rows.DeepClone() },
                DocType("SH Order", true, Field("title"))),
        };
        site["publications"] = new JsonArray(
            new JsonObject { ["docType"] = "Quotation", ["account"] = "party_name", ["fields"] = new JsonArray("name", "party_name", "status", "remarks", "items") },
            new JsonObject { ["docType"] = "Sales Order", ["account"] = "customer", ["fields"] = new JsonArray("name", "customer", "status", "items") });
        site["actions"] = new JsonArray(new JsonObject
        {
            ["docType"] = "Quotation", ["name"] = "accept", ["label"] = "Accept", ["when"] = "doc.status === 'Open'",
            ["effect"] = new JsonArray(new JsonObject
            {
                ["map"] = new JsonObject
                {
                    ["docType"] = "Sales Order", ["method"] = "erpnext.selling.doctype.quotation.quotation.make_sales_order", ["fields"] = "({ delivery_date: '2099-12-24', items: [{ delivery_date: '2099-12-24' }] })", ["submit"] = true,
                },
            }),
        });
        site.Remove("webhooks");
        site.Remove("receiving");
    }

    private static JsonObject DocType(string name, bool submittable, params JsonNode[] fields) => new()
    {
        ["name"] = name, ["submittable"] = submittable, ["fields"] = new JsonArray(fields), ["permissions"] = new JsonArray(new JsonObject { ["role"] = "System Manager", ["allow"] = new JsonArray("read") }),
    };

    private static JsonObject Field(string name, string type = "Data", string? options = null)
    {
        var field = new JsonObject { ["name"] = name, ["type"] = type };
        if (options is not null)
        {
            field["options"] = options;
        }

        return field;
    }
}
