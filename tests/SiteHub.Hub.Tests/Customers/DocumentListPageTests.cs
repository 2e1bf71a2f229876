using System.Text.RegularExpressions;
using System.Web;
using SiteHub.Hub.Tests.Replica;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Tests.Customers;

/// <summary>The list of a member's documents: what stands in it, what it comes to, in which order, and from page to page and back.</summary>
public sealed partial class DocumentListPageTests : IAsyncLifetime
{
    private PortalFixture _portal = null!;
    private Browser _rita = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalFixture.Started();
        _rita = await _portal.Browser(PortalFixture.Rita);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task It_shows_the_subject_and_what_all_that_is_filtered_comes_to_by_currency_and_not_what_was_cancelled()
    {
        await Put("INV-1", 1000.5m, "EUR", outstanding: 400);
        await Put("INV-2", 200, "USD");
        await Put("INV-3", 99, "EUR", outstanding: 0);
        await Put("INV-4", 5000, "EUR", outstanding: 5000, docStatus: 2);
        await Put("INV-5", 7, "EUR", account: "CUST-L");
        await Put("INV-6", 3, null);

        var sums = Sums(await _rita.Page("/documents?text=INV-&limit=2"));

        sums.ShouldContain("5 documents in all");
        sums.ShouldContain("Sum: 1,099.50 EUR · still open: 400.00 EUR");
        sums.ShouldContain("Sum: 200.00 USD");
        sums.ShouldContain("Sum: 3.00");
        sums.ShouldNotContain("5,000");
        Sums(await _rita.Page("/documents?text=INV-&currency=USD")).ShouldContain("One document");
        (await _rita.Page("/documents?text=INV-1")).ShouldContain(">Subject of INV-1<");
    }

    [Theory]
    [InlineData("amount", "desc", "INV-4 INV-3 INV-2 INV-1 INV-0")]
    [InlineData("name", "asc", "INV-0 INV-1 INV-2 INV-3 INV-4")]
    [InlineData("title", "desc", "INV-4 INV-3 INV-2 INV-1 INV-0")]
    [InlineData("due", "asc", "INV-0 INV-1 INV-2 INV-3 INV-4")]
    [InlineData("status", "asc", "INV-0 INV-1 INV-2 INV-3 INV-4")]
    [InlineData("site", "desc", "INV-4 INV-3 INV-2 INV-1 INV-0")]
    [InlineData("kind", "asc", "INV-0 INV-1 INV-2 INV-3 INV-4")]
    public async Task Its_heads_sort_and_pages_lead_there_and_back(string sort, string order, string expected)
    {
        for (var i = 0; i < 5; i++)
        {
            await Put($"INV-{i}", i, "EUR", due: new DateOnly(2000, 1, 1).AddDays(i));
        }

        var first = await _rita.Page("/documents?text=INV-&limit=2");
        var head = Heads().Matches(first).Select(static m => HttpUtility.HtmlDecode(m.Groups[1].Value)).Single(address => address.Contains($"sort={sort}", StringComparison.Ordinal));
        var page = await _rita.Page(head);
        if (!page.Contains(order == "asc" ? "aria-sort=\"ascending\"" : "aria-sort=\"descending\"", StringComparison.Ordinal))
        {
            page = await _rita.Page(Heads().Matches(page).Select(static m => HttpUtility.HtmlDecode(m.Groups[1].Value)).Single(address => address.Contains($"sort={sort}", StringComparison.Ordinal)));
        }

        page.ShouldContain(order == "asc" ? "aria-sort=\"ascending\"" : "aria-sort=\"descending\"");
        var pages = new List<string>();
        for (string? next = ""; next is not null && pages.Count < 10; next = Link(page, "next"))
        {
            page = next.Length == 0 ? page : await _rita.Page(next);
            pages.Add(Names(page));
        }

        string.Join(' ', pages).ShouldBe(expected);
        var back = new List<string> { Names(page) };
        while (Link(page, "prev") is { } previous && back.Count < 10)
        {
            page = await _rita.Page(previous);
            back.Insert(0, Names(page));
        }

        back.ShouldBe(pages, "the same pages on the way back");
        Link(page, "prev").ShouldBeNull();
    }

    [Fact]
    public async Task A_customers_own_record_is_no_document_of_theirs_neither_in_the_list_nor_among_the_changes_nor_in_the_file()
    {
        await Put("CUST-R", 5, "EUR", docType: "Customer");

        foreach (var page in new[] { "/documents", "/documents?sort=amount", "/", "/documents/export" })
        {
            (await _rita.Page(page)).ShouldNotContain("CUST-R<", Case.Sensitive, page);
            (await _rita.Page(page)).ShouldNotContain(",CUST-R,CUST-R", Case.Sensitive, page);
        }

        (await _rita.Page("/documents")).ShouldNotContain("<option value=\"Customer\"");
        (await _rita.Page("/documents?docType=Customer")).ShouldContain("CUST-R", Case.Sensitive, "whoever asks for it has it");
        (await _rita.Get("/documents/acme/Customer/CUST-R")).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    private Task<Delivery.Links.ApplyOutcome> Put(string name, decimal? amount, string? currency, decimal? outstanding = null, int docStatus = 1, string account = "CUST-R", DateOnly? due = null, string docType = "Invoice") => _portal.Acme.Changed(
        SiteLog.Document(name, 1, "{}", docType: docType, docStatus: docStatus, account: account, card: DocumentCard.Empty with { Title = $"Subject of {name}", Status = "Unpaid", Amount = amount, Currency = currency, Outstanding = outstanding, Due = due }));

    private static string Sums(string page) => Regex.Replace(Regex.Replace(HttpUtility.HtmlDecode(page[page.IndexOf("id=\"sums\"", StringComparison.Ordinal)..page.IndexOf("Export as CSV", StringComparison.Ordinal)]), "<[^>]*>", ""), "\\s+", " ");

    private static string Names(string page) => string.Join(' ', Name().Matches(page).Select(static m => m.Groups[1].Value));

    private static string? Link(string page, string rel) => Regex.Match(page, $"rel=\"{rel}\" href=\"([^\"]*)\"") is { Success: true } found ? HttpUtility.HtmlDecode(found.Groups[1].Value) : null;

    [GeneratedRegex("<a class=\"sort\" href=\"([^\"]*)\"")]
    private static partial Regex Heads();

    [GeneratedRegex(">(INV-[0-9])</a>")]
    private static partial Regex Name();
}
