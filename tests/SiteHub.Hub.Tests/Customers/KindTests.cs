using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SiteHub.Delivery.Links;
using SiteHub.Hub.Notifications;
using SiteHub.Hub.Tests.Replica;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Tests.Customers;

/// <summary>
/// A company whose ERP calls things by names that the hub has never heard, and another with others: what they are to a customer, which of their statuses are open and what is
/// outstanding their catalogues say, and the overview, the filters and the notifications go by that alone.
/// </summary>
public sealed partial class KindTests : IAsyncLifetime
{
    private const string Kinds =
        """
        {"docTypes":[],"publications":[
          {"docType":"Angebot","version":1,"fields":[],"kind":"offer","statuses":{"open":["Offen"],"done":["Beauftragt"],"lost":["Abgelehnt"]}},
          {"docType":"Rechnung","version":1,"fields":[],"kind":"invoice","statuses":{"open":["Unbezahlt"],"done":["Bezahlt"],"overdue":["Mahnung"],"lost":["Storniert"]},"outstanding":"rest"},
          {"docType":"Lieferschein","version":1,"fields":[],"kind":"delivery","statuses":{"open":["Unterwegs"]}},
          {"docType":"Vermerk","version":1,"fields":[],"statuses":{"open":["Offen"],"done":["Erledigt"]}},
          {"docType":"Notiz","version":1,"fields":[]}]}
        """;

    private PortalFixture _portal = null!;
    private SiteLog _globex = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalFixture.Started();
        _globex = new SiteLog(_portal.Hub, "globex");
        (await _portal.Acme.Apply(LinkEventTypes.SiteCatalogue, Kinds)).ShouldBe(ApplyOutcome.Applied);
        (await _globex.Apply(LinkEventTypes.SiteCatalogue, """{"docTypes":[],"publications":[{"docType":"Faktura","version":1,"fields":[],"kind":"invoice","statuses":{"open":["Offen"],"done":["Paid"]}}]}""")).ShouldBe(ApplyOutcome.Applied);
        await Look();
        await _portal.Hub.Database.Writer.Write(static session => session.Execute("DELETE FROM notification"));
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task The_overview_counts_what_is_open_of_each_kind_at_all_companies_and_adds_up_what_is_outstanding_by_currency()
    {
        await Put("Rechnung", "R-1", "Unbezahlt", 100, outstanding: 40.25m);
        await Put("Rechnung", "R-2", "Mahnung", 50);
        await Put("Rechnung", "R-3", "Bezahlt", 1000, outstanding: 0);
        await Put("Rechnung", "R-4", "Unbezahlt", 1000, docStatus: 2);
        await Put("Rechnung", "R-5", "Unbezahlt", 7, currency: "USD");
        await Put("Rechnung", "R-6", "Unbezahlt", 4000, account: "CUST-L");
        await Put("Faktura", "F-1", "Offen", 10, log: _globex, account: "G-R");
        await Put("Angebot", "A-1", "Offen", 2500);
        await Put("Angebot", "A-2", "Abgelehnt", 9999);

        var tiles = await Tiles();

        tiles["invoice"].ShouldContain("Unpaid invoices 4 1 overdue 100.25 EUR 7.00 USD");
        tiles["offer"].ShouldContain("Open offers 1 2,500.00 EUR");
        tiles.ShouldNotContainKey("delivery", "there is none");
        (await Listed("kind=invoice&class=open&class=overdue")).ShouldBe(["F-1", "R-1", "R-2", "R-5"]);
    }

    [Fact]
    public async Task What_needs_a_member_are_offers_without_an_answer_and_what_is_to_be_paid_soon_or_should_have_been()
    {
        var today = DateOnly.FromDateTime(_portal.Hub.Time.GetUtcNow().UtcDateTime);
        await Put("Angebot", "A-open", "Offen", 1);
        await Put("Angebot", "A-done", "Beauftragt", 1);
        await Put("Angebot", "A-void", "Offen", 1, docStatus: 2);
        await Put("Rechnung", "R-soon", "Unbezahlt", 1, due: today.AddDays(5));
        await Put("Rechnung", "R-later", "Unbezahlt", 1, due: today.AddDays(30));
        await Put("Rechnung", "R-late", "Mahnung", 1);
        await Put("Lieferschein", "L-1", "Unterwegs", 1, due: today);

        var page = await (await _portal.Browser(PortalFixture.Rita)).Page("/");
        var needs = page[page.IndexOf("What needs you", StringComparison.Ordinal)..page.IndexOf("Recent changes", StringComparison.Ordinal)];

        Regex.Matches(needs, ">([^<>]*) ([AR]-[a-z]+)<").Select(static found => $"{found.Groups[1].Value} {found.Groups[2].Value}")
            .ShouldBe(["Invoice R-soon", "Offer A-open", "Invoice R-late"], "first what is due first");
        needs.ShouldNotContain("L-1");
    }

    [Fact]
    public async Task Documents_are_filtered_by_kind_and_by_what_their_status_is_at_all_companies()
    {
        await Put("Rechnung", "R-open", "Unbezahlt", 1);
        await Put("Rechnung", "R-late", "Mahnung", 1);
        await Put("Rechnung", "R-done", "Bezahlt", 1);
        await Put("Rechnung", "R-void", "Unbezahlt", 1, docStatus: 2);
        await Put("Rechnung", "R-theirs", "Unbezahlt", 1, account: "CUST-L");
        await Put("Angebot", "A-open", "Offen", 1);
        await Put("Angebot", "A-lost", "Abgelehnt", 1);
        await Put("Faktura", "F-1", "Offen", 1, log: _globex, account: "G-R");
        await Put("Vermerk", "V-1", "Erledigt", null);
        await Put("Notiz", "N-1", "Offen", null);
        foreach (var (filter, expected) in new[]
        {
            ("kind=invoice", "F-1 R-done R-late R-open R-void"),
            ("kind=invoice&class=open", "F-1 R-open"),
            ("kind=invoice&class=overdue", "R-late"),
            ("kind=invoice&class=done", "R-done"),
            ("class=lost", "A-lost R-void"),
            ("kind=offer&kind=invoice&class=open", "A-open F-1 R-open"),
            ("kind=delivery", ""),
            ("kind=other", "N-1 QTN-R V-1"),
            ("kind=other&class=done", "V-1"),
            ("kind=invoice&site=globex", "F-1"),
            ("docType=Rechnung&class=open", "R-open"),
        })
        {
            string.Join(' ', await Listed(filter)).ShouldBe(expected, filter);
            string.Join(' ', await Asked(filter)).ShouldBe(expected, filter);
        }
    }

    [Fact]
    public async Task A_kind_or_class_that_there_is_not_is_refused_by_its_name()
    {
        var token = await _portal.Token(PortalFixture.Rita);
        foreach (var (filter, member, found) in new[] { ("kind=bill", "kind", "bill"), ("kind=Invoice", "kind", "Invoice"), ("class=late", "class", "late"), ("class=open&class=OPEN", "class", "OPEN"), ("kind=invoice%20", "kind", "invoice ") })
        {
            var (status, problem) = await _portal.Get($"/api/v1/documents?{filter}", token);

            status.ShouldBe(HttpStatusCode.BadRequest, filter);
            problem!.ToJsonString().ShouldSatisfyAllConditions(text => text.ShouldContain($"\"{member}\""), text => text.ShouldContain($"\"{found}\""));
        }
    }

    [Fact]
    public async Task A_document_says_its_kind_the_class_of_its_status_and_what_is_outstanding()
    {
        await Put("Rechnung", "R-1", "Mahnung", 100, outstanding: 40.50m);

        var (_, document) = await _portal.Get("/api/v1/documents/acme/Rechnung/R-1", await _portal.Token(PortalFixture.Rita));
        var page = await (await _portal.Browser(PortalFixture.Rita)).Page("/documents/acme/Rechnung/R-1");
        var csv = await (await _portal.Browser(PortalFixture.Rita)).Page("/documents/export?kind=invoice");

        ((string)document!["kind"]!, (string)document["card"]!["class"]!, document["card"]!["outstanding"]!.ToJsonString()).ShouldBe(("invoice", "overdue", "40.50"));
        page.ShouldContain("<h1 class=\"mb-0\">Invoice R-1</h1>");
        page.ShouldContain("data-class=\"overdue\"");
        page.ShouldContain("still open: 40.50 EUR");
        csv.ShouldContain("acme,invoice,R-1,CUST-R,");
        csv.ShouldContain(",overdue,40.50,Rechnung");
    }

    /// <summary>Catalogues are told at once, documents are not told again for them.</summary>
    [Fact]
    public async Task What_the_company_says_of_a_kind_later_holds_for_what_the_hub_already_has()
    {
        await Put("Notiz", "N-1", "Offen", 12);
        (await Listed("kind=payment")).ShouldBeEmpty();

        await _portal.Acme.Apply(LinkEventTypes.SiteCatalogue, """{"docTypes":[],"publications":[{"docType":"Notiz","version":1,"fields":[],"kind":"payment","statuses":{"overdue":["Offen"]}}]}""");

        (await Listed("kind=payment&class=overdue")).ShouldBe(["N-1"]);
        (await Tiles()).Keys.ShouldContain("payment");
        (await _globex.Apply(LinkEventTypes.SiteCatalogue, """{"docTypes":[],"publications":[]}""")).ShouldBe(ApplyOutcome.Applied);
        (await Listed("kind=payment")).ShouldBe(["N-1"], "another company's catalogue is no matter of this one");
    }

    [Fact]
    public async Task What_is_of_no_kind_appears_under_its_company_s_own_name_and_counts_what_is_open_if_the_company_says_what_is()
    {
        await Put("Vermerk", "V-1", "Offen", null);
        await Put("Vermerk", "V-2", "Erledigt", null);
        await Put("Notiz", "N-1", "Offen", null);
        await Put("Notiz", "N-2", "Erledigt", null);
        await Put("Kunde", "CUST-R", "Gewerblich", null);

        var page = await (await _portal.Browser(PortalFixture.Rita)).Page("/");

        Texts(page, "other").ShouldBe(["Notiz 2", "Quotation 1", "Vermerk 1"], ignoreOrder: true, "a customer's own record is no business of theirs");
        page.ShouldContain("/documents?kind=other&amp;docType=Vermerk&amp;class=open&amp;class=overdue");
        page.ShouldContain("Notiz N-1");
    }

    [Fact]
    public async Task Members_are_told_by_what_a_document_is()
    {
        await Put("Rechnung", "R-1", "Unbezahlt", 100);
        await Put("Rechnung", "R-1", "Mahnung", 100, revision: 2);
        await Put("Notiz", "N-1", "Offen", null);
        await Look();

        var page = await (await _portal.Browser(PortalFixture.Rita)).Page("/notifications");
        page.ShouldContain("New: Invoice R-1");
        page.ShouldContain("Invoice R-1 is now: Mahnung");
        page.ShouldContain("data-class=\"overdue\">Overdue<");
        page.ShouldContain("New: Notiz N-1");
        (await (await _portal.Browser(PortalFixture.Leo)).Page("/notifications")).ShouldNotContain("R-1");
    }

    [Fact]
    public async Task What_a_member_chose_for_one_kind_holds_for_that_kind_at_every_company_and_for_no_other()
    {
        await Choose(("of.invoice", "now"), ("of.offer", "never"));

        await Put("Rechnung", "R-1", "Unbezahlt", 1);
        await Put("Faktura", "F-1", "Offen", 1, log: _globex, account: "G-R");
        await Put("Angebot", "A-1", "Offen", 1);
        await Put("Notiz", "N-1", "Offen", null);
        await Look();

        Mails().ShouldBe(["Invoice R-1", "Invoice F-1"], ignoreOrder: true);
        var page = await (await _portal.Browser(PortalFixture.Rita)).Page("/notifications");
        page.ShouldContain("New: Invoice R-1");
        page.ShouldContain("New: Notiz N-1");
        page.ShouldNotContain("A-1");
        page.ShouldContain("<option value=\"never\" selected=\"selected\">");

        // As for all documents again; what is not of the form is left as it is.
        await Choose(("of.invoice", ""), ("of.payment", "loudly"));
        await Put("Rechnung", "R-2", "Unbezahlt", 1);
        await Put("Angebot", "A-2", "Offen", 1);
        await Look();

        Mails().Count.ShouldBe(2);
        page = await (await _portal.Browser(PortalFixture.Rita)).Page("/notifications");
        page.ShouldContain("New: Invoice R-2");
        page.ShouldNotContain("A-2");
    }

    [Fact]
    public async Task It_is_all_said_in_German_too()
    {
        await Put("Faktura", "F-1", "Offen", 1234.5m, log: _globex, account: "G-R");
        await Look();
        await _portal.Hub.Database.Writer.Write(static session => session.Execute("UPDATE person SET Language = 'de'"));
        var browser = await _portal.Browser(PortalFixture.Rita);

        (await German(browser, "/")).ShouldContain("Unbezahlte Rechnungen");
        (await German(browser, "/documents?kind=invoice")).ShouldContain(">Rechnung</td>");
        (await German(browser, "/documents/globex/Faktura/F-1")).ShouldContain("Rechnung F-1");
        (await German(browser, "/notifications")).ShouldContain("Neu: Rechnung F-1");
    }

    /// <summary>A company is outside: what it says is read within bounds, or not taken at all, and the catalogue before holds on.</summary>
    [Fact]
    public async Task A_catalogue_that_is_not_one_is_rejected_whole()
    {
        await Put("Rechnung", "R-1", "Mahnung", 1);

        foreach (var publication in new[]
        {
            """{"docType":"Rechnung","version":1,"fields":[],"kind":["invoice"]}""",
            """{"docType":"Rechnung","version":1,"fields":[],"kind":{"$":"invoice"}}""",
            """{"docType":"Rechnung","version":1,"fields":[],"kind":"invoice","statuses":{"open":["A"],"done":["A"]}}""",
            """{"docType":"Rechnung","version":1,"fields":[],"kind":"invoice","statuses":{"open":[null]}}""",
            """{"docType":"Rechnung","version":1,"fields":[],"kind":"invoice","statuses":{"open":[["A"]]}}""",
            """{"docType":"Rechnung","version":1,"fields":[],"kind":"invoice","statuses":"open"}""",
        })
        {
            (await _portal.Acme.Apply(LinkEventTypes.SiteCatalogue, $$"""{"docTypes":[],"publications":[{{publication}}]}""")).ShouldBeOfType<ApplyOutcome.Refused>(publication);
        }

        (await Listed("kind=invoice&class=overdue")).ShouldBe(["R-1"]);
    }

    /// <summary>Amounts that no decimal holds together, a DocType told twice, currencies without end, markup: pages show them, and stay pages.</summary>
    [Fact]
    public async Task Whatever_a_company_makes_up_the_overview_is_still_a_page()
    {
        await _portal.Acme.Apply(
            LinkEventTypes.SiteCatalogue,
            """
            {"docTypes":[],"publications":[
              {"docType":"R","version":1,"fields":[],"kind":"offer","statuses":{"open":["<script>alert(1)</script>"]}},
              {"docType":"R","version":1,"fields":[],"kind":"invoice","statuses":{"overdue":["<script>alert(1)</script>"]}}]}
            """);
        for (var n = 0; n < 20; n++)
        {
            await Put("R", $"R-{n}", "<script>alert(1)</script>", 9_999_999_999_999_999_999_999_999_999m, currency: n < 10 ? "EUR" : $"<b>{n}</b>");
            await Put($"T-{n}", "T", "Offen", null);
        }

        var page = await (await _portal.Browser(PortalFixture.Rita)).Page("/");

        page.ShouldNotContain("<script>alert");
        page.ShouldNotContain("<b>");
        Texts(page, "invoice").ShouldHaveSingleItem().ShouldStartWith("Unpaid invoices 20 20 overdue 99,999,");
        Regex.Count(page, "<div class=\"number text-start\">").ShouldBe(4);
        Texts(page, "other").Count.ShouldBe(8);
    }

    private async Task<Dictionary<string, string>> Tiles()
    {
        var page = await (await _portal.Browser(PortalFixture.Rita)).Page("/");
        return DocumentKinds.All.Where(kind => page.Contains($"data-kind=\"{kind}\"", StringComparison.Ordinal)).ToDictionary(static kind => kind, kind => Texts(page, kind)[0]);
    }

    /// <summary>What the tiles of a kind say.</summary>
    private static List<string> Texts(string page, string kind) =>
        [.. Regex.Matches(page, $"<a class=\"card card-link[^>]*data-kind=\"{kind}\">(.*?)</a>", RegexOptions.Singleline).Select(static tile => WebUtility.HtmlDecode(Tags().Replace(tile.Groups[1].Value, " ")).Trim())];

    /// <summary>What the page lists to Rita.</summary>
    private async Task<List<string>> Listed(string filter)
    {
        var page = await (await _portal.Browser(PortalFixture.Rita)).Page($"/documents?{filter}");
        return [.. Regex.Matches(page, "<td><a href=\"[^\"]*\">([^<]*)</a></td>").Select(static found => found.Groups[1].Value).Order(StringComparer.Ordinal)];
    }

    /// <summary>What the API lists to the hub's own, as far as it is Riverside's.</summary>
    private async Task<List<string>> Asked(string filter)
    {
        var (status, answer) = await _portal.Get($"/api/v1/documents?{filter}", await _portal.Operator());
        status.ShouldBe(HttpStatusCode.OK, answer?.ToJsonString());
        return [.. answer!["documents"]!.AsArray().Where(static document => (string)document!["account"]! != "CUST-L").Select(static document => (string)document!["name"]!).Order(StringComparer.Ordinal)];
    }

    private async Task Put(
        string docType, string name, string status, decimal? amount, decimal? outstanding = null, string currency = "EUR", DateOnly? due = null, int docStatus = 1, long revision = 1, string account = "CUST-R", SiteLog? log = null)
    {
        var card = DocumentCard.Empty with { Status = status, Amount = amount, Currency = currency, Due = due, Outstanding = outstanding };
        var body = new JsonObject { ["status"] = status, ["revision"] = revision }.ToJsonString();
        (await (log ?? _portal.Acme).Changed(SiteLog.Document(name, revision, body, docType: docType, account: account, card: card, docStatus: docStatus))).ShouldBe(ApplyOutcome.Applied);
    }

    private async Task Look()
    {
        while (await _portal.Hub.Service<NotificationPump>().Run(TestContext.Current.CancellationToken))
        {
        }
    }

    private async Task Choose(params (string Name, string Value)[] fields)
    {
        using var chosen = await (await _portal.Browser(PortalFixture.Rita)).Submit(
            "/notifications?handler=Choose", "/notifications", [("document.new.page", "1"), ("document.new.mail", "none"), ("document.status.mail", "none"), ("action.ended.mail", "none"), .. fields]);
    }

    /// <summary>What the mails to Rita are about.</summary>
    private List<string> Mails() => _portal.Hub.Database.Read(static session => session.Many("SELECT subject FROM mail WHERE recipient = $1 ORDER BY id", static row => row.Text(0), PortalFixture.Rita))
        .Select(static subject => Regex.Match(subject, "New: (.*) at").Groups[1].Value).ToList();

    private static async Task<string> German(SignIn.Browser browser, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptLanguage.ParseAdd("de");
        using var response = await browser.Send(request);
        return await response.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("""(?:\s*<[^>]*>\s*)+""")]
    private static partial Regex Tags();
}
