using System.Net;
using System.Text.Json.Nodes;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.Accounts;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Tests.SignIn;

public sealed class SignInTests : IAsyncLifetime
{
    private const string Email = "sam@acme.example";
    private const string Other = "olga@acme.example";
    private const string Password = "a long enough password";

    private readonly HubFixture _hub = new();
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _hub.People.Add(new SeedPerson(Email, "Sam", Password, [], new Dictionary<string, IReadOnlyList<string>> { ["acme"] = ["Sales User"], ["globex"] = ["Buyer"] }));
        _hub.People.Add(new SeedPerson(Other, "Olga", Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        await _hub.Start();
        _browser = new Browser(_hub);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_comes_by_the_sign_in_page_and_goes_on_where_they_wanted()
    {
        var asked = await _browser.Authorize();
        asked.Location.ShouldNotBeNull(asked.Page).OriginalString.ShouldStartWith("/signin?returnUrl=%2Fconnect%2Fauthorize");

        using var signedIn = await _browser.SignIn(Email, Password, asked.Query["returnUrl"]!);
        using var sent = await _browser.Get(signedIn.Headers.Location!.OriginalString);

        sent.Headers.Location.ShouldNotBeNull(await sent.Content.ReadAsStringAsync()).OriginalString.ShouldStartWith(Browser.Callback + "?");
    }

    [Fact]
    public async Task A_code_becomes_tokens_that_say_who_it_is_with_the_roles_of_that_site_alone()
    {
        using var _ = await _browser.SignIn(Email, Password);
        var sent = await _browser.Authorize();
        sent.Query["iss"].ShouldBe("http://localhost:5100/");
        sent.Query["state"].ShouldBe("s");

        var (status, answer) = await _browser.Redeem(sent);

        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        var claims = Browser.Claims((string)answer["id_token"]!);
        ((string?)claims["email"], (bool?)claims["email_verified"], (string?)claims["name"], (string?)claims["nonce"]).ShouldBe((Email, true, "Sam", "n"));
        claims["roles"]!.AsArray().Select(r => (string?)r).ShouldBe(["Sales User"]);
        claims["amr"]!.AsArray().Select(r => (string?)r).ShouldBe(["pwd"]);
        ((string?)claims["sid"]).ShouldNotBeNullOrEmpty();
        ((long?)claims["auth_time"]).ShouldBe(_hub.Time.GetUtcNow().ToUnixTimeSeconds());

        using var info = await _hub.Get("/connect/userinfo", (string)answer["access_token"]!);
        var told = JsonNode.Parse(await info.Content.ReadAsStringAsync())!;
        ((string?)told["sub"], (string?)told["email"]).ShouldBe(((string?)claims["sub"], Email));
    }

    [Fact]
    public async Task An_unknown_account_a_wrong_password_and_one_who_may_not_get_the_same_answer()
    {
        using var wrong = await _browser.SignIn(Email, "not the password");
        using var unknown = await _browser.SignIn("nobody@acme.example", "not the password");

        var (one, other) = (await wrong.Content.ReadAsStringAsync(), await unknown.Content.ReadAsStringAsync());
        one.ShouldContain("is not right");
        Stripped(one, Email).ShouldBe(Stripped(other, "nobody@acme.example"));

        static string Stripped(string html, string email) => html.Replace(email, "").Replace(Browser.Token(html), "");
    }

    [Fact]
    public async Task After_ten_wrong_passwords_even_the_right_one_waits_five_minutes()
    {
        for (var i = 0; i < 10; i++)
        {
            using var wrong = await _browser.SignIn(Email, "not the password");
        }

        using var early = await _browser.SignIn(Email, Password);
        early.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _browser.Authorize()).Location!.OriginalString.ShouldStartWith("/signin");
    }

    [Theory]
    [InlineData("https://elsewhere.example/", "/")]
    [InlineData("//elsewhere.example/", "/")]
    [InlineData("/\\elsewhere.example/", "/")]
    [InlineData("/account", "/account")]
    public async Task What_follows_the_sign_in_stays_here(string wanted, string followed)
    {
        using var signedIn = await _browser.SignIn(Email, Password, wanted);
        signedIn.Headers.Location!.OriginalString.ShouldBe(followed);
    }

    [Fact]
    public async Task Forms_without_their_token_are_refused()
    {
        using var identifier = await _browser.Post("/signin", null, ("Email", Email));
        using var signOut = await _browser.Post("/signout", null);
        using var preferences = await _browser.Post("/preferences", null, ("theme", "dark"));

        (identifier.StatusCode, signOut.StatusCode, preferences.StatusCode).ShouldBe((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_every_token_that_came_from_it()
    {
        using var _ = await _browser.SignIn(Email, Password);
        var (_, answer) = await _browser.Redeem(await _browser.Authorize());

        using var signedOut = await _browser.Submit("/signout");

        (await _browser.Authorize()).Location!.OriginalString.ShouldStartWith("/signin");
        var (status, refused) = await _browser.Refresh((string)answer["refresh_token"]!);
        (status, (string?)refused["error"]).ShouldBe((HttpStatusCode.BadRequest, "invalid_grant"));
    }

    [Fact]
    public async Task A_session_that_ended_while_a_code_was_being_made_is_given_none()
    {
        using var _ = await _browser.SignIn(Email, Password);
        var sessions = _hub.Service<Sessions.BrowserSessions>();
        var id = _hub.Database.Read(static db => db.Text("SELECT id FROM browser_session WHERE ended IS NULL"))!;
        (await sessions.Join(id, "site-acme", "before", TestContext.Current.CancellationToken)).ShouldBeTrue();
        using var signedOut = await _browser.Submit("/signout");

        (await sessions.Join(id, "site-acme", "after", TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    [Fact]
    public async Task Signing_in_again_goes_on_in_the_same_session_and_another_person_begins_one_of_their_own()
    {
        using var first = await _browser.SignIn(Email, Password);
        var (_, given) = await _browser.Redeem(await _browser.Authorize());
        var before = Open().ShouldHaveSingleItem();
        _hub.Time.Advance(TimeSpan.FromSeconds(30));
        using var second = await _browser.SignIn(Email, Password);

        Open().ShouldBe([before]);
        (await _browser.Refresh((string)given["refresh_token"]!)).Status.ShouldBe(HttpStatusCode.OK);
        _hub.Database.Read(static db => db.Long("SELECT count(*) FROM logout_notice")).ShouldBe(0, "no client is told that anything ended");
        var (_, fresh) = await _browser.Redeem(await _browser.Authorize());
        ((long?)Browser.Claims((string)fresh["id_token"]!)["auth_time"]).ShouldBe(_hub.Time.GetUtcNow().ToUnixTimeSeconds());

        using var other = await _browser.SignIn(Other, Password);
        Open().ShouldHaveSingleItem().ShouldNotBe(before);
        _hub.Database.Read(static db => db.Long("SELECT count(*) FROM logout_notice")).ShouldBe(1);

        List<string> Open() => _hub.Database.Read(static db => db.Many("SELECT id FROM browser_session WHERE ended IS NULL", static row => row.Text(0)));
    }

    [Fact]
    public async Task An_unknown_account_costs_the_same_work_as_a_wrong_password_whatever_the_account_is()
    {
        foreach (var state in new[] { PersonState.Disabled, PersonState.Invited, PersonState.AwaitsApproval })
        {
            await _hub.Database.Writer.Write(db => PersonRows.Insert(db, EmailAddress.Parse($"{state}@acme.example")!, state, _hub.Time.GetUtcNow()));
        }

        var costs = new Dictionary<string, Work>();
        foreach (var address in new[] { Email, "nobody@acme.example", "disabled@acme.example", "invited@acme.example", "awaitsapproval@acme.example", "\u212Aurt@acme.example" })
        {
            using var browser = new Browser(_hub);
            var before = Work.Of(_hub);
            using var answer = await browser.SignIn(address, "not the password");
            costs[address] = Work.Of(_hub) - before;
        }

        costs.Values.Distinct().Count().ShouldBe(1, string.Join('\n', costs));
        costs[Email].Hashes.ShouldBe(1);
    }

    [Fact]
    public async Task A_cookie_that_was_copied_before_signing_out_opens_nothing_after_it()
    {
        using var signedIn = await _browser.SignIn(Email, Password);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("sitehub.hub.session", StringComparison.Ordinal)).Split(';')[0];
        using var signedOut = await _browser.Submit("/signout");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Cookie", cookie);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler) { BaseAddress = _hub.Http.BaseAddress };
        using var answer = await http.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_session_left_alone_for_half_a_day_is_over_and_outlives_a_restart_until_then()
    {
        using var _ = await _browser.SignIn(Email, Password);
        using (var home = await _browser.Get("/"))
        {
            home.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        _hub.Time.Advance(TimeSpan.FromHours(12) + TimeSpan.FromSeconds(1));

        using var late = await _browser.Get("/");
        late.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Pages_frame_nowhere_and_run_nothing_that_is_written_into_them()
    {
        using var page = await _browser.Get("/signin");
        var policy = string.Join(' ', page.Headers.GetValues("Content-Security-Policy"));

        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldContain("script-src 'self';");
        policy.ShouldEndWith("form-action 'self'");
        var html = await page.Content.ReadAsStringAsync();
        html.ShouldNotContain("style=\"");
        html.ShouldNotContain("<script>");
    }
}
