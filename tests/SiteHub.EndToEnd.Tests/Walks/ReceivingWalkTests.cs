using System.Text;
using System.Text.Json.Nodes;
using SiteHub.EndToEnd.Tests.Worlds;
using SiteHub.Protocol.Signatures;

namespace SiteHub.EndToEnd.Tests.Walks;

/// <summary>Somebody else's webhook at the hub becomes a document at a site, and comes back over the link.</summary>
public sealed class ReceivingWalkTests(TwoSites sites) : IClassFixture<TwoSites>
{
    [Fact]
    public async Task What_the_hub_receives_for_a_site_is_saved_there_and_is_in_the_hub_again()
    {
        var definition = JsonNode.Parse(
            """
            {"name": "shop", "scheme": "frappe", "site": "acme", "user": "admin@acme.example", "docType": "Quotation",
             "document": "{\"customer\": {{ body.buyer | json }}, \"docstatus\": 1, \"items\": [{% for l in body.lines %}{\"item_code\": {{ l.sku | json }}, \"qty\": {{ l.n | json }}, \"rate\": {{ l.price | json }}}{% unless forloop.last %},{% endunless %}{% endfor %}]}"}
            """);
        var receiver = (await sites.World.Api.PostAsync("/api/v1/receivers", definition))!;
        var body = """{"buyer": "CUST-0001", "lines": [{"sku": "I1", "n": 3, "price": 12.50}]}""";

        for (var i = 0; i < 2; i++)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            content.Headers.Add(FrappeSignature.HeaderName, FrappeSignature.Sign((string)receiver["madeSecret"]!, Encoding.UTF8.GetBytes(body)));
            using var answer = await sites.World.Api.Http.PostAsync("/hooks/shop", content, TestContext.Current.CancellationToken);
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        JsonArray found = [];
        await Until.Holds(async () =>
        {
            found = (await sites.World.Api.GetAsync("/api/v1/documents?site=acme&docType=Quotation&sort=changed&order=desc&limit=1"))["documents"]!.AsArray();
            found.ShouldNotBeEmpty();
            ((string?)found[0]!["modifiedBy"], (string?)found[0]!["account"]).ShouldSatisfyAllConditions(
                f => f.Item1.ShouldBe("admin@acme.example"), f => f.Item2.ShouldBe("CUST-0001"));
        });
        var (_, document) = await sites.World.Api.DocumentAsync("acme", "Quotation", (string)found[0]!["name"]!);
        document.ToJsonString().ShouldContain("\"rate\":12.5");
        (await sites.World.Api.GetAsync("/api/v1/receipts?receiver=shop"))["receipts"]!.AsArray().Count.ShouldBe(1);
    }
}
