using System.Net;
using SiteHub.Delivery.Webhooks;
using SiteHub.Hub.Tests.Access;
using SiteHub.Hub.Tests.Customers;

namespace SiteHub.Hub.Tests.Console;

/// <summary>An operator finds a document of whatever site, and sees what became of it.</summary>
public sealed class DocumentPagesTests(TwoSites world) : IClassFixture<TwoSites>
{
    [Fact]
    public async Task Documents_of_all_sites_are_searched_by_what_stands_in_them()
    {
        foreach (var (query, finds, misses) in new[]
        {
            ("", "QTN-R", "no such"),
            ("?text=QTN-globex", "QTN-globex", ">Quotation QTN-R<"),
            ("?site=acme", "QTN-R", "QTN-globex"),
            ("?account=CUST-globex", "QTN-globex", ">Quotation QTN-R<"),
            ("?text=nothing-of-that-kind", "None.", "QTN-R"),
        })
        {
            var page = await Page(Who.Operator, "/admin/documents" + query);
            page.ShouldContain(finds, Case.Sensitive, query);
            page.ShouldNotContain(misses, Case.Sensitive, query);
        }

        (await Page(Who.Operator, "/admin/documents")).ShouldContain(">Riverside</a>");
        (await Page(Who.Operator, "/admin/documents?limit=x")).ShouldContain("a number from 1 to 200");
    }

    [Fact]
    public async Task One_of_them_is_shown_with_its_timeline_its_deliveries_and_its_requests()
    {
        var page = await Page(Who.Operator, "/admin/documents/acme/Quotation/QTN-R");

        page.ShouldContain("Quotation QTN-R</h1>");
        page.ShouldContain(">Riverside</a>");
        page[page.IndexOf("id=\"timeline\"", StringComparison.Ordinal)..].ShouldContain("Revision 1");
        page[page.IndexOf("id=\"deliveries\"", StringComparison.Ordinal)..page.IndexOf("id=\"requests\"", StringComparison.Ordinal)].ShouldContain("/admin/deliveries/");
        page[page.IndexOf("id=\"requests\"", StringComparison.Ordinal)..].ShouldContain("/admin/requests/");
    }

    [Theory]
    [InlineData("/admin/documents/globex/Quotation/QTN-globex")]
    [InlineData("/admin/documents/globex/Quotation/QTN%2Dglobex")]
    [InlineData("/admin/documents/nowhere/Quotation/QTN-R")]
    [InlineData("/admin/documents/acme/Quotation/QTN-R%2F")]
    public async Task What_an_operator_does_not_see_is_not_there(string address)
    {
        using var answer = await world.Browser(Who.OperatorHere).Get(address);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Page(Who.OperatorHere, "/admin/documents")).ShouldNotContain("globex");
        (await Page(Who.OperatorHere, "/admin/documents?site=globex")).ShouldContain("None.");
    }

    private Task<string> Page(Who who, string address) => world.Browser(who).Page(address);
}
