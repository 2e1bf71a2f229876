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
            {"name": "shop", "scheme": "frappe", "site": "acme", "user": "sales@acme.example", "docType": "Quotation",
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
                f => f.Item1.ShouldBe("sales@acme.example"), f => f.Item2.ShouldBe("CUST-0001"));
        });
        var (_, document) = await sites.World.Api.DocumentAsync("acme", "Quotation", (string)found[0]!["name"]!);
        document.ToJsonString().ShouldContain("\"rate\":12.5");
        (await sites.World.Api.GetAsync("/api/v1/receipts?receiver=shop"))["receipts"]!.AsArray().Count.ShouldBe(1);
    }

    /// <summary>The hub's operators say as whom; without a word of the site that is worth nothing, and least of all where it is somebody with more rights.</summary>
    [Theory]
    [InlineData("acme", "admin@acme.example", "sales@acme.example")]
    [InlineData("acme", "buyer@riverside.example", "sales@acme.example")]
    [InlineData("acme", "sales+1@acme.example", "sales@acme.example")]
    [InlineData("globex", "admin@globex.example", "as nobody")]
    [InlineData("globex", "sales@globex.example", "as nobody")]
    public async Task As_whom_a_site_does_not_say_nothing_is_saved_there_and_both_sides_show_why(string site, string user, string reason)
    {
        var name = $"shop-{Guid.NewGuid():N}"[..20];
        var receiver = (await sites.World.Api.PostAsync("/api/v1/receivers", new JsonObject
        {
            ["name"] = name, ["scheme"] = "frappe", ["site"] = site, ["user"] = user, ["docType"] = "Customer", ["match"] = "name", ["document"] = """{"name": "CUST-0001", "customer_name": {{ body.name | json }}}""",
        }))!;
        var body = $$"""{"name": "written by {{name}}"}""";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        content.Headers.Add(FrappeSignature.HeaderName, FrappeSignature.Sign((string)receiver["madeSecret"]!, Encoding.UTF8.GetBytes(body)));
        using var answer = await sites.World.Api.Http.PostAsync($"/hooks/{name}", content, TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue();

        await Until.Holds(async () =>
        {
            var receipt = (await sites.World.Api.GetAsync($"/api/v1/receipts?receiver={name}"))["receipts"]![0]!;
            ((string?)receipt["state"]).ShouldBe("failed");
            ((string?)receipt["reason"])!.ShouldStartWith($"{site} refused it: The hub may not write here as {user}");
            ((string?)receipt["reason"])!.ShouldContain(reason);
        });
        var there = await sites.World.At(site).SendAsync(HttpMethod.Get, $"/api/v1/links/{site}/rejected");
        there.Json["rejected"]!.AsArray().Select(static entry => (string?)entry!["reason"]).ShouldContain(shown => shown!.Contains(user, StringComparison.Ordinal));
        (await sites.World.At(site).ReadAsync("Customer", "CUST-0001")).Text.ShouldNotContain(name);
    }
}
