using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SiteHub.Hub.Tests.Identity;
using SiteHub.Hub.Tests.Replica;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Tests.Documents;

public sealed class DocumentListTests : IAsyncLifetime
{
    private HubFixture _hub = null!;
    private SiteLog _acme = null!;
    private string _token = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await HubFixture.Started();
        _acme = new SiteLog(_hub);
        _token = await _hub.Token("reader");
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task A_document_is_listed_with_its_card_and_its_amount_keeps_its_zeros()
    {
        await _acme.Changed(SiteLog.Document("QTN-00001", 7, card: new DocumentCard("Grünes Angebot", "Open", 100.00m, "EUR", new DateOnly(2017, 9, 14), null)));

        var text = await Text("/api/v1/documents");
        var item = JsonNode.Parse(text)!["documents"]!.AsArray().ShouldHaveSingleItem()!;
        item["site"]!.GetValue<string>().ShouldBe("acme");
        item["name"]!.GetValue<string>().ShouldBe("QTN-00001");
        item["revision"]!.GetValue<int>().ShouldBe(7);
        item["modified"]!.GetValue<string>().ShouldBe("2026-01-01T00:07:00Z");
        item["card"]!["title"]!.GetValue<string>().ShouldBe("Grünes Angebot");
        item["card"]!["date"]!.GetValue<string>().ShouldBe("2017-09-14");
        item["card"]!["due"].ShouldBeNull();
        text.ShouldContain("\"amount\":100.00,");
        text.ShouldNotContain("\"body\"");
    }

    [Fact]
    public async Task Filters_narrow_and_combine()
    {
        await _acme.Changed(SiteLog.Document("QTN-1", 1, card: DocumentCard.Empty with { Status = "Open", Title = "Bolts" }));
        await _acme.Changed(SiteLog.Document("QTN-2", 1, account: "CUST-0002", card: DocumentCard.Empty with { Status = "Lost" }, docStatus: 2));
        await _acme.Changed(SiteLog.Document("INV-1", 1, """{"remarks":"50% off_all"}""", docType: "Sales Invoice"));
        await new SiteLog(_hub, "globex").Changed("QTN-1", 1);
        await _acme.Changed("QTN-gone", 1);
        await _acme.Deleted("QTN-gone", 2);

        (await Names("")).Count.ShouldBe(4);
        (await Names("?site=acme")).ShouldBe(["INV-1", "QTN-2", "QTN-1"]);
        (await Names("?docType=Sales%20Invoice")).ShouldBe(["INV-1"]);
        (await Names("?account=CUST-0002")).ShouldBe(["QTN-2"]);
        (await Names("?status=Open&site=acme")).ShouldBe(["QTN-1"]);
        (await Names("?docStatus=2")).ShouldBe(["QTN-2"]);
        (await Names("?text=bolts")).ShouldBe(["QTN-1"]);
        (await Names("?text=inv-")).ShouldBe(["INV-1"]);
        (await Names("?text=50%25%20off_")).ShouldBe(["INV-1"]);
        (await Names("?text=50_")).ShouldBeEmpty();
        (await Names("?site=globex&account=CUST-0002")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("name", "asc", "A B C D")]
    [InlineData("name", "desc", "D C B A")]
    [InlineData("amount", "asc", "D C A B")]
    [InlineData("amount", "desc", "B A C D")]
    [InlineData("date", "desc", "C A B D")]
    [InlineData("modified", "asc", "B A D C")]
    [InlineData("changed", "desc", "D C B A")]
    [InlineData("changed", "asc", "A B C D")]
    public async Task Every_sort_goes_both_ways_page_by_page(string sort, string order, string expected)
    {
        await _acme.Changed(SiteLog.Document("A", 2, card: DocumentCard.Empty with { Amount = 20, Date = new DateOnly(2026, 2, 1) }));
        await _acme.Changed(SiteLog.Document("B", 1, card: DocumentCard.Empty with { Amount = 100, Date = new DateOnly(2026, 1, 1) }));
        await _acme.Changed(SiteLog.Document("C", 4, card: DocumentCard.Empty with { Amount = 3.5m, Date = new DateOnly(2026, 3, 1) }));
        await _acme.Changed(SiteLog.Document("D", 3));

        (await AllPages($"?sort={sort}&order={order}&limit=1")).ShouldBe(expected.Split(' '));
    }

    [Fact]
    public async Task Pages_neither_repeat_nor_leave_out_what_was_there_while_others_arrive()
    {
        for (var i = 0; i < 10; i++)
        {
            await _acme.Changed($"D{i:00}", 1);
        }

        var seen = new List<string>();
        string? cursor = null;
        var arriving = 0;
        do
        {
            var page = JsonNode.Parse(await Text($"/api/v1/documents?sort=name&limit=3{(cursor is null ? "" : "&cursor=" + cursor)}"))!;
            seen.AddRange(page["documents"]!.AsArray().Select(document => document!["name"]!.GetValue<string>()));
            cursor = page["next"]?.GetValue<string>();
            await _acme.Changed($"A{arriving}", 1);
            await _acme.Changed($"D{arriving:00}", 5);
            arriving++;
        }
        while (cursor is not null);

        seen.ShouldBe(Enumerable.Range(0, 10).Select(i => $"D{i:00}"));
    }

    [Fact]
    public async Task Every_fault_of_a_query_is_told_at_once_with_the_value_found()
    {
        using var response = await _hub.Get("/api/v1/documents?sort=colour&order=up&limit=0&docStatus=7&cursor=x&colour=red&site=a&site=b&text=" + new string('x', 101), _token);

        var errors = (await TokenTests.ShouldBeProblem(response, HttpStatusCode.BadRequest, "invalid-request"))["errors"]!.AsArray();
        errors.Select(error => error!["member"]!.GetValue<string>()).ShouldBe(["colour", "site", "sort", "order", "limit", "docStatus", "text", "cursor"], ignoreOrder: true);
        errors.Single(error => error!["member"]!.GetValue<string>() == "sort")!["found"]!.GetValue<string>().ShouldBe("colour");
    }

    [Fact]
    public async Task A_cursor_of_another_sort_or_made_up_is_refused()
    {
        await _acme.Changed("A", 1);
        await _acme.Changed("B", 1);
        var next = JsonNode.Parse(await Text("/api/v1/documents?sort=name&limit=1"))!["next"]!.GetValue<string>();

        foreach (var cursor in new[] { $"{next}&sort=amount", $"{next}&sort=name&order=desc", "e30&sort=name", "%00&sort=name", "bnVsbA&sort=name" })
        {
            using var response = await _hub.Get($"/api/v1/documents?cursor={cursor}", _token);
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, cursor);
        }
    }

    [Theory]
    [InlineData("/api/v1/documents")]
    [InlineData("/api/v1/documents/acme/Quotation/A")]
    [InlineData("/api/v1/documents/acme/Quotation/A/timeline")]
    [InlineData("/api/v1/sites")]
    [InlineData("/api/v1/links")]
    [InlineData("/api/v1/removals")]
    [InlineData("/api/v1/clients")]
    public async Task Nothing_is_told_without_a_token_or_with_a_sites_token(string path)
    {
        using var anonymous = await _hub.Get(path, null);
        using var site = await _hub.Get(path, await _hub.Token("site-acme"));

        await TokenTests.ShouldBeProblem(anonymous, HttpStatusCode.Unauthorized, "unauthorized");
        await TokenTests.ShouldBeProblem(site, HttpStatusCode.Forbidden, "insufficient-scope");
    }

    private async Task<List<string>> AllPages(string query)
    {
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = JsonNode.Parse(await Text($"/api/v1/documents{query}{(cursor is null ? "" : "&cursor=" + cursor)}"))!;
            names.AddRange(page["documents"]!.AsArray().Select(document => document!["name"]!.GetValue<string>()));
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);
        return names;
    }

    private async Task<List<string>> Names(string query) =>
        [.. JsonNode.Parse(await Text("/api/v1/documents" + query))!["documents"]!.AsArray().Select(document => document!["name"]!.GetValue<string>())];

    private async Task<string> Text(string path)
    {
        using var response = await _hub.Get(path, _token);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }
}
