using System.Net;
using System.Text.RegularExpressions;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Tests.Console;

/// <summary>Whatever becomes of what a person wanted, a browser shows them a page.</summary>
public sealed partial class ErrorPageTests : IAsyncLifetime
{
    private const string Password = "a long enough password";

    private readonly HubFixture _hub = new();
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _hub.People.Add(new SeedPerson("sam@acme.example", "Sam", Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        _hub.Upstreams.Add(new UpstreamEntry("idp", "The provider", UpstreamKind.OpenIdConnect, new Uri("https://idp.example"), "hub", new Secret("x"), [], false, false, [], "groups", new Dictionary<string, IReadOnlyList<string>>()));
        await _hub.Start();
        _browser = new Browser(_hub);
        using var _ = await _browser.SignIn("sam@acme.example", Password);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _hub.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", "/admin", 403, "You may not see or do this")]
    [InlineData("GET", "/admin/people", 403, "You may not see or do this")]
    [InlineData("GET", "/documents/acme/Quotation/none", 404, "There is nothing here")]
    [InlineData("GET", "/nowhere", 404, "There is nothing here")]
    [InlineData("POST", "/account", 400, "The form could not be taken")]
    [InlineData("POST", "/preferences", 400, "The form could not be taken")]
    [InlineData("PUT", "/account", 400, "The form could not be taken")]
    [InlineData("DELETE", "/companies", 400, "The form could not be taken")]
    [InlineData("PUT", "/brand.css", 405, "There is nothing here")]
    [InlineData("GET", "/api/v1/links", 401, "You are not signed in")]
    [InlineData("GET", "/api/v1/nothing", 404, "There is nothing here")]
    [InlineData("GET", "/connect/userinfo", 401, "")]
    public async Task A_browser_gets_a_page_and_a_program_a_document(string method, string address, int status, string title)
    {
        using var page = await Sent(method, address, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "navigate");
        ((int)page.StatusCode).ShouldBe(status);
        if (title.Length > 0)
        {
            page.Content.Headers.ContentType?.MediaType.ShouldBe("text/html");
            (await page.Content.ReadAsStringAsync()).ShouldContain($"<h1>{title}</h1>");
            string.Join(' ', page.Headers.GetValues("Content-Security-Policy")).ShouldContain("default-src 'none'");
        }

        foreach (var accept in new[] { "application/json", "*/*", "application/json,text/html,application/xhtml+xml,application/xml,text/*;q=0.9, image/*;q=0.8, */*;q=0.7" })
        {
            using var document = await Sent(method, address, accept, null);
            ((int)document.StatusCode).ShouldBe(status);
            (document.Content.Headers.ContentType?.MediaType ?? "").ShouldNotBe("text/html", accept);
        }
    }

    [Fact]
    public async Task What_is_thrown_is_a_page_too_even_where_the_page_throws_as_well()
    {
        // The one is asked for by one page alone, the other for whoever comes, on the page of the error too.
        foreach (var (table, address, says) in new[] { ("kept_request", "/connect/authorize?kept=some", "Not at this moment"), ("browser_session", "/account", "Something went wrong") })
        {
            await _hub.Database.Writer.Write(db => db.Execute($"ALTER TABLE {table} RENAME TO gone_{table}"));
            using var page = await Sent("GET", address, "text/html", null);
            var html = await page.Content.ReadAsStringAsync();

            page.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
            html.ShouldContain(says);
            html.ShouldNotContain(table);
            html.ShouldNotContain("Exception");
        }
    }

    [Fact]
    public async Task A_name_that_is_not_the_hubs_is_a_page_for_whoever_typed_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "elsewhere.example";
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        using var page = await _browser.Send(request);

        page.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await page.Content.ReadAsStringAsync()).ShouldContain("unknown-host");
    }

    [Theory]
    [InlineData(null, "/signin", "/signin/arrived?failed=idp", "/register", "/forgot", "/signout", "/error/404")]
    [InlineData("sam@acme.example", "/", "/account", "/account/security", "/account/second-factor", "/account/sessions", "/account/connections", "/companies", "/actions", "/members", "/documents", "/notifications", "/signout", "/signin/choose?returnUrl=/", "/nowhere")]
    public async Task Every_form_that_is_posted_carries_its_token_so_that_no_button_is_refused(string? who, params string[] pages)
    {
        using var stranger = new Browser(_hub);
        var browser = who is null ? stranger : _browser;
        foreach (var address in pages)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("Accept", "text/html");
            using var page = await browser.Send(request);
            var html = await page.Content.ReadAsStringAsync();
            var forms = PostedForm().Matches(html);
            forms.Count.ShouldBeGreaterThan(0, address);
            foreach (Match form in forms)
            {
                TokenField().Count(form.Value).ShouldBe(1, $"{address}: {form.Value[..Math.Min(form.Value.Length, 200)]}");
            }
        }
    }

    private async Task<HttpResponseMessage> Sent(string method, string address, string accept, string? mode)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address) { Content = method == "GET" ? null : new FormUrlEncodedContent([]) };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (mode is not null)
        {
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Mode", mode);
        }

        return await _browser.Send(request);
    }

    [GeneratedRegex("""<form[^>]*method="post".*?</form>""", RegexOptions.Singleline)]
    private static partial Regex PostedForm();

    [GeneratedRegex("""name="__RequestVerificationToken""")]
    private static partial Regex TokenField();
}
