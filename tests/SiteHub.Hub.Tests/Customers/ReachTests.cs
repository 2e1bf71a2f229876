using System.Net;
using System.Net.Http.Json;
using SiteHub.Hub.Tests.SignIn;

namespace SiteHub.Hub.Tests.Customers;

/// <summary>A member's token for one site opens nothing of another, unless the operator and the member both say so, and for as long as both do.</summary>
public sealed class ReachTests : IAsyncLifetime
{
    private const string Globex = "http://globex.localhost:5101/signin-oidc";
    private const string Scope = "openid offline_access member.read member.act";

    private PortalFixture _portal = null!;

    public async ValueTask InitializeAsync() => _portal = await PortalFixture.Started();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task A_token_for_one_site_reads_and_does_nothing_at_another()
    {
        var token = await TokenForGlobex(await _portal.Browser(PortalFixture.Rita));
        var (_, taken) = await _portal.Post("/api/v1/documents/acme/Quotation/QTN-R/actions/accept", await _portal.Token(PortalFixture.Rita), new { });

        foreach (var list in new[] { "", "?site=acme", "?account=CUST-R", "?text=word-of-CUST-R", $"?customer={_portal.Riverside}", "?sort=amount" })
        {
            (await _portal.Get("/api/v1/documents" + list, token)).Body!["documents"]!.AsArray().ShouldBeEmpty(list);
        }

        foreach (var path in new[] { "documents/acme/Quotation/QTN-R", "documents/acme/Quotation/QTN-R/timeline", "documents/acme/Quotation/QTN-R/actions", $"actions/{taken!["request"]}", $"actions/{taken["request"]}/events" })
        {
            (await _portal.Get("/api/v1/" + path, token)).Status.ShouldBe(HttpStatusCode.NotFound, path);
        }

        (await _portal.Get("/api/v1/actions", token)).Body!["actions"]!.AsArray().ShouldBeEmpty();
        (await _portal.Post("/api/v1/documents/acme/Quotation/QTN-R/actions/decline", token, new { input = new { reason = "no" } })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _portal.Post("/api/v1/documents/acme/Issue/actions/new", token, new { account = "CUST-R", input = new { subject = "x" } })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _portal.Post($"/api/v1/actions/{taken["request"]}/withdraw", token, new { })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _portal.Get("/api/v1/me/customers", await TokenForGlobex(await _portal.Browser(PortalFixture.Leo)))).Body!.AsArray().ShouldBeEmpty("Lakeside has no account there");
        _portal.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task It_takes_the_operators_word_and_the_members_and_either_takes_it_back_at_once()
    {
        var browser = await _portal.Browser(PortalFixture.Rita);
        var early = await TokenForGlobex(browser);
        await Allow("allSites");
        (await Sees(early)).ShouldBeFalse("the member was not asked");

        var asked = await browser.Authorize("site-globex", Scope, Globex);
        asked.Location!.OriginalString.ShouldStartWith("/consent?");
        (await browser.Page(asked.Location.OriginalString)).ShouldContain("other companies");
        (await browser.Authorize("site-globex", Scope, Globex, "&prompt=none")).Query["code"].ShouldNotBeNull("without an answer it signs in for its own documents");

        var token = await Answer(browser, asked, agreed: true);
        (await Sees(token)).ShouldBeTrue();
        (await browser.Authorize("site-globex", Scope, Globex)).Query["code"].ShouldNotBeNull("asked once");

        using (await browser.Submit("/account/connections?handler=Narrow", "/account/connections", ("site", "globex")))
        {
        }

        (await Sees(token)).ShouldBeFalse("the member took it back");
        (await _portal.Get("/api/v1/actions", token)).Status.ShouldBe(HttpStatusCode.OK, "the token goes on, for its own site");

        using (await browser.Submit("/account/connections", ("client", "site-globex")))
        {
        }

        var again = await Answer(browser, await browser.Authorize("site-globex", Scope, Globex), agreed: true);
        (await Sees(again)).ShouldBeTrue();
        await Allow("thisSite");
        (await Sees(again)).ShouldBeFalse("the operator took it back");
    }

    [Fact]
    public async Task Whoever_says_no_signs_in_all_the_same_and_is_not_asked_again()
    {
        await Allow("allSites");
        var browser = await _portal.Browser(PortalFixture.Rita);
        var token = await Answer(browser, await browser.Authorize("site-globex", Scope, Globex), agreed: false);

        (await Sees(token)).ShouldBeFalse();
        (await browser.Authorize("site-globex", Scope, Globex)).Query["code"].ShouldNotBeNull();
        (await browser.Page("/account/connections")).ShouldNotContain("handler=Narrow");
    }

    [Fact]
    public async Task What_the_file_says_counts_when_it_is_changed_and_an_operators_word_until_then()
    {
        _portal.Hub.Sites[1] = _portal.Hub.Sites[1] with { MemberTokens = Operations.Configuration.MemberTokens.AllSites };
        await _portal.Hub.Restart();
        (await Word()).ShouldBe("allSites");
        await Allow("thisSite");
        await _portal.Hub.Restart();
        (await Word()).ShouldBe("thisSite", "a start does not give back what an operator took");
        (await _portal.Send(HttpMethod.Put, "/api/v1/sites/globex/member-tokens", await _portal.Operator(), JsonContent.Create(new { memberTokens = "everything" }))).Status.ShouldBe(HttpStatusCode.BadRequest);

        async Task<string?> Word() => (await _portal.Get("/api/v1/sites", await _portal.Operator())).Body!["sites"]!.AsArray().Where(static s => (string?)s!["slug"] == "globex").Select(static s => (string?)s!["memberTokens"]).Single();
    }

    private async Task Allow(string memberTokens) =>
        (await _portal.Send(HttpMethod.Put, "/api/v1/sites/globex/member-tokens", await _portal.Operator(), JsonContent.Create(new { memberTokens }))).Status.ShouldBe(HttpStatusCode.NoContent);

    private async Task<bool> Sees(string token) => (await _portal.Get("/api/v1/documents/acme/Quotation/QTN-R", token)).Status == HttpStatusCode.OK;

    private static async Task<string> TokenForGlobex(Browser browser) => await Redeem(browser, await browser.Authorize("site-globex", Scope, Globex));

    private static async Task<string> Answer(Browser browser, Sent asked, bool agreed)
    {
        using var answered = await browser.Submit(asked.Location!.OriginalString, ("Question", asked.Query["question"]!), ("ReturnUrl", asked.Query["returnUrl"]!), ("agreed", agreed ? "true" : "false"));
        using var sent = await browser.Get(answered.Headers.Location!.OriginalString);
        return await Redeem(browser, new Sent(sent.StatusCode, sent.Headers.Location, "", asked.Verifier));
    }

    private static async Task<string> Redeem(Browser browser, Sent sent)
    {
        var (status, tokens) = await browser.Redeem(sent, "site-globex", Globex);
        status.ShouldBe(HttpStatusCode.OK, tokens.ToJsonString());
        return (string)tokens["access_token"]!;
    }
}
