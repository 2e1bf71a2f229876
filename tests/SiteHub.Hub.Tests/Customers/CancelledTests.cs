using System.Net;
using SiteHub.Hub.Notifications;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Tests.Customers;

/// <summary>What is cancelled is that everywhere, whatever its site still says of it; what waits is not contradicted.</summary>
public sealed class CancelledTests : IAsyncLifetime
{
    private const string Document = "/api/v1/documents/acme/Quotation/QTN-R";

    private PortalFixture _portal = null!;

    public async ValueTask InitializeAsync() => _portal = await PortalFixture.Started();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Theory]
    [InlineData("Open")]
    [InlineData("Overdue")]
    [InlineData("")]
    [InlineData("Won")]
    public async Task It_says_so_is_not_counted_and_offers_nothing(string status)
    {
        await Cancel(status);
        var token = await _portal.Token(PortalFixture.Rita);
        var browser = await _portal.Browser(PortalFixture.Rita);

        var (_, document) = await _portal.Get(Document, token);
        ((string)document!["card"]!["status"]!, (string)document["card"]!["class"]!, document["card"]!["outstanding"]).ShouldBe(("Cancelled", "lost", null));
        (await _portal.Get($"{Document}/actions", token)).Body!.AsArray().ShouldBeEmpty();
        (await _portal.Post($"{Document}/actions/accept", token, new { })).Status.ShouldBe(HttpStatusCode.Conflict);
        (await _portal.Get("/api/v1/documents?status=Open", token)).Body!["documents"]!.AsArray().ShouldBeEmpty();
        (await _portal.Get("/api/v1/documents?status=Cancelled", token)).Body!["documents"]!.AsArray().Count.ShouldBe(1);

        var page = await browser.Page("/documents/acme/Quotation/QTN-R");
        page.ShouldContain(">Cancelled</span>");
        page.ShouldContain("<dd>Cancelled</dd>");
        page.ShouldNotContain("value=\"accept\"");
        page.ShouldNotContain("id=\"outstanding\"");
        page.ShouldContain("data-happened=\"Cancelled\"");
        page.ShouldContain("by Administrator");
        page.ShouldNotContain("Revision");
        (await browser.Page("/documents/export")).ShouldContain(",Cancelled,");
    }

    [Fact]
    public async Task Its_members_are_told_so()
    {
        await _portal.Hub.Service<NotificationPump>().Run(CancellationToken.None);
        await Cancel("Open");
        while (await _portal.Hub.Service<NotificationPump>().Run(CancellationToken.None))
        {
        }

        (await (await _portal.Browser(PortalFixture.Rita)).Page("/notifications")).ShouldContain("is now: Cancelled");
    }

    [Fact]
    public async Task As_long_as_a_request_waits_the_document_says_so_and_offers_nothing_else()
    {
        var token = await _portal.Token(PortalFixture.Rita);
        var (asked, request) = await _portal.Post($"{Document}/actions/accept", token, new { });
        asked.ShouldBe(HttpStatusCode.Accepted);

        var page = await (await _portal.Browser(PortalFixture.Ada)).Page("/documents/acme/Quotation/QTN-R");
        page.ShouldNotContain("value=\"accept\"");
        page.ShouldNotContain("value=\"decline\"");
        page.ShouldContain($"data-request=\"{request!["request"]}\"");
        page.ShouldContain("It waits for");
        (await _portal.Get($"{Document}/actions", token)).Body!.AsArray().ShouldBeEmpty();

        await _portal.Acme.Apply(Protocol.Links.LinkEventTypes.ActionProgressed, new Protocol.Actions.ActionProgressed((string)request["request"]!, "refused", "Not today.", null, _portal.Hub.Time.GetUtcNow()).WriteTo);
        (await (await _portal.Browser(PortalFixture.Ada)).Page("/documents/acme/Quotation/QTN-R")).ShouldContain("value=\"decline\"");
    }

    private Task<Delivery.Links.ApplyOutcome> Cancel(string status) => _portal.Acme.Changed(PortalFixture.Told("QTN-R", "CUST-R", 2, status) with
    {
        DocStatus = 2,
        Events = [DocEvents.OnCancel, DocEvents.OnChange],
        Actions = ["accept", "decline"],
        Card = DocumentCard.Empty with { Status = status.Length == 0 ? null : status, Title = "Title", Amount = 100.50m, Outstanding = 100.50m, Currency = "EUR" },
    });
}
