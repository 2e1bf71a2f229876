using System.Net;
using System.Text.Json.Nodes;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Tests.Replica;

namespace SiteHub.Hub.Tests.Customers;

/// <summary>What is the same to a person is found by it, sorted by it and there once: whatever its case, beyond ASCII, composed or not.</summary>
public sealed class FoldingTests : IAsyncLifetime
{
    private PortalFixture _portal = null!;

    public async ValueTask InitializeAsync() => _portal = await PortalFixture.Started();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Theory]
    [InlineData("Lieferung nach K\u00F6ln", "K\u00D6LN")]
    [InlineData("M\u00DCLLER GMBH", "m\u00FCller")]
    [InlineData("M\u00FCller", "mu\u0308ller")]
    [InlineData("Mu\u0308ller", "M\u00DCLLER")]
    [InlineData("Stra\u00DFe", "STRASSE")]
    [InlineData("\u039F\u0394\u039F\u03A3", "\u03BF\u03B4\u03BF\u03C2")]
    [InlineData("\u041C\u043E\u0441\u043A\u0432\u0430", "\u041C\u041E\u0421\u041A\u0412\u0410")]
    [InlineData("100%_rabatt", "100%_RABATT")]
    [InlineData("a \"quoted\" \\ word", "\"QUOTED\" \\")]
    public async Task A_document_is_found_by_its_title_its_name_and_what_stands_in_it(string text, string sought)
    {
        await _portal.Acme.Changed(SiteLog.Document("QTN-1", 1, new JsonObject { ["remarks"] = text }.ToJsonString(), account: "CUST-R"));
        await _portal.Acme.Changed(SiteLog.Document("QTN-2", 1, "{}", account: "CUST-R", card: Protocol.Documents.DocumentCard.Empty with { Title = text }));
        await _portal.Acme.Changed(SiteLog.Document($"QTN-3 {text}", 1, "{}", account: "CUST-R"));

        (await Found(sought)).ShouldBe(["QTN-1", "QTN-2", $"QTN-3 {text}"]);
        (await Found("remarks")).ShouldBeEmpty("a field's name is nothing that anybody wrote");
    }

    [Fact]
    public async Task A_list_by_name_is_sorted_as_people_sort()
    {
        foreach (var name in (string[])["b", "C", "A", "\u00E4", "\u00C4b"])
        {
            await _portal.Acme.Changed(SiteLog.Document(name, 1, "{}", account: "CUST-R", docType: "Order"));
        }

        var names = new List<string>();
        for (var next = "/api/v1/documents?docType=Order&sort=name&limit=2"; next is not null;)
        {
            var (_, page) = await _portal.Get(next, await _portal.Token(PortalFixture.Rita));
            names.AddRange(page!["documents"]!.AsArray().Select(static one => (string)one!["name"]!));
            next = (string?)page["next"] is { } cursor ? $"/api/v1/documents?docType=Order&sort=name&limit=2&cursor={cursor}" : null;
        }

        names.ShouldBe(["A", "b", "C", "\u00E4", "\u00C4b"]);
    }

    [Fact]
    public async Task A_customer_is_there_once_and_found_however_it_is_written()
    {
        var token = await _portal.Operator();
        (await _portal.Post("/api/v1/customers", token, new { name = "M\u00DCLLER GMBH" })).Status.ShouldBe(HttpStatusCode.Created);

        foreach (var again in (string[])["m\u00FCller gmbh", "Mu\u0308ller GmbH", "M\u00FCLLER GmbH"])
        {
            (await _portal.Post("/api/v1/customers", token, new { name = again })).Status.ShouldBe(HttpStatusCode.Conflict, again);
            (await _portal.Send(HttpMethod.Put, $"/api/v1/customers/{_portal.Riverside}", token, System.Net.Http.Json.JsonContent.Create(new { name = again }))).Status.ShouldBe(HttpStatusCode.Conflict, again);
            (await _portal.Get($"/api/v1/customers?text={Uri.EscapeDataString(again)}", token)).Body!.AsArray().Count.ShouldBe(1, again);
        }

        using var csv = new StringContent("customer\nm\u00FCller gmbh\nMu\u0308LLER GMBH\n", System.Text.Encoding.UTF8, "text/csv");
        var (_, imported) = await _portal.Send(HttpMethod.Post, "/api/v1/customers/import", token, csv);
        ((int)imported!["created"]!).ShouldBe(0);
    }

    [Fact]
    public async Task People_and_what_they_did_are_found_by_it()
    {
        var token = await _portal.Operator();
        await _portal.Post("/api/v1/people", token, new { email = "joerg@lakeside.example", name = "J\u00F6rg M\u00FCller" });

        (await _portal.Get($"/api/v1/people?text={Uri.EscapeDataString("J\u00D6RG MU\u0308LLER")}", token)).Body!["people"]!.AsArray().Count.ShouldBe(1);
        (await _portal.Get("/api/v1/people?text=JOERG@Lakeside", token)).Body!["people"]!.AsArray().Count.ShouldBe(1);
        (await _portal.Get($"/api/v1/audit?text={Uri.EscapeDataString("M\u00DCLLER")}", await _portal.Hub.Token("operations"))).Body!.ToJsonString().ShouldContain("person.invited");
    }

    /// <summary>Names from before: those that were two stay two, and nobody makes a third.</summary>
    [Fact]
    public async Task Names_that_are_not_folded_yet_are_at_the_next_start()
    {
        await _portal.Hub.Database.Writer.Write(
            static session => session.Execute("INSERT INTO customer (id, name, created) VALUES ('cus_1', 'K\u00D6LN AG', 0), ('cus_2', 'K\u00F6ln AG', 0)"), CancellationToken.None);

        (await _portal.Hub.Database.Writer.Write(CustomerRows.Fold, CancellationToken.None)).ShouldBe(2);

        (await _portal.Post("/api/v1/customers", await _portal.Operator(), new { name = "k\u00F6ln ag" })).Status.ShouldBe(HttpStatusCode.Conflict);
        (await _portal.Get($"/api/v1/customers?text={Uri.EscapeDataString("k\u00F6ln")}", await _portal.Operator())).Body!.AsArray().Count.ShouldBe(2);
    }

    private async Task<List<string>> Found(string text) =>
        [.. (await _portal.Get($"/api/v1/documents?sort=name&text={Uri.EscapeDataString(text)}", await _portal.Token(PortalFixture.Rita))).Body!["documents"]!.AsArray().Select(static one => (string)one!["name"]!)];
}
