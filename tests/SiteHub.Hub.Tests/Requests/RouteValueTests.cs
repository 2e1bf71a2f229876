using System.Net;
using System.Net.Http.Headers;
using SiteHub.Hub.Tests.Customers;

namespace SiteHub.Hub.Tests.Requests;

/// <summary>A name in an address is decoded once, whatever it holds, wherever it stands.</summary>
public sealed class RouteValueTests : IAsyncLifetime
{
    private PortalFixture _portal = null!;

    public async ValueTask InitializeAsync() => _portal = await PortalFixture.Started();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Theory]
    [InlineData("a%2F%2Fb", "a//b")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("%2f", "/")]
    [InlineData("50%25", "50%")]
    [InlineData("100%", "100%")]
    [InlineData("K%C3%B6ln%20+%26", "K\u00F6ln +&")]
    [InlineData("..%2Fx", "../x")]
    [InlineData("x%3Fy%23z", "x?y#z")]
    public async Task An_account_is_stored_as_it_is_called(string written, string account)
    {
        var path = $"/api/v1/customers/{_portal.Riverside}/accounts/acme/{written}";

        (await Send(HttpMethod.Put, path)).ShouldBe(HttpStatusCode.NoContent);
        Accounts().ShouldContain(account);

        await _portal.Quotation("QTN-9", account);
        (await _portal.Get("/api/v1/documents", await _portal.Token(PortalFixture.Rita))).Body!.ToJsonString().ShouldContain("QTN-9");

        (await Send(HttpMethod.Delete, path)).ShouldBe(HttpStatusCode.NoContent);
        Accounts().ShouldNotContain(account);
    }

    [Theory]
    [InlineData("QTN/1")]
    [InlineData("QTN%2F1")]
    [InlineData("QTN 1+2?3#4%")]
    [InlineData("Angebot f\u00FCr M\u00FCller//\u00DF")]
    public async Task A_document_is_read_by_its_own_name_at_the_API_and_on_its_page(string name)
    {
        await _portal.Quotation(name, "CUST-R");
        await _portal.Quotation("QTN", "CUST-R");
        var address = $"acme/Quotation/{Uri.EscapeDataString(name)}";

        var (status, document) = await _portal.Get($"/api/v1/documents/{address}", await _portal.Token(PortalFixture.Rita));
        var timeline = await _portal.Get($"/api/v1/documents/{address}/timeline", await _portal.Token(PortalFixture.Rita));
        var page = await (await _portal.Browser(PortalFixture.Rita)).Page($"/documents/{address}");

        status.ShouldBe(HttpStatusCode.OK);
        ((string)document!["name"]!).ShouldBe(name);
        timeline.Status.ShouldBe(HttpStatusCode.OK);
        page.ShouldContain("data-happened");
    }

    [Theory]
    [InlineData("/api/v1/customers/x/accounts/acme/%FF")]
    [InlineData("/api/v1/customers/x/accounts/acme/a%C3")]
    [InlineData("/api/v1/customers/x/accounts/acme/a?x=%E4")]
    [InlineData("/api/v1/customers/x/accounts/acme/a%ED%A0%80")]
    public async Task What_is_no_UTF_8_is_refused(string path) => (await Send(HttpMethod.Put, path)).ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_page_in_the_place_of_another_has_its_own_values()
    {
        var missing = await (await _portal.Browser(PortalFixture.Rita)).Get("/documents/acme/Quotation/no%2Fsuch");

        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private List<string> Accounts() => _portal.Hub.Database.Read(session => session.Many("SELECT account FROM customer_account WHERE site = 'acme' AND customer = $1", static row => row.Text(0), _portal.Riverside));

    /// <summary>The path is not touched, so that what is written goes.</summary>
    private async Task<HttpStatusCode> Send(HttpMethod method, string path)
    {
        var address = new Uri(_portal.Hub.Http.BaseAddress!.AbsoluteUri.TrimEnd('/') + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, address) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", await _portal.Operator()) } };
        using var response = await _portal.Hub.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
