using System.Net;
using System.Web;
using SiteHub.Hub.People;

namespace SiteHub.Hub.Tests.SignIn;

/// <summary>What an attacker tries at the provider, and must find shut (RFC 9700, OpenID Connect).</summary>
public sealed class ProviderTests : IAsyncLifetime
{
    private const string Email = "sam@acme.example";
    private const string Password = "a long enough password";

    private readonly HubFixture _hub = new();
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _hub.People.Add(new SeedPerson(Email, "Sam", Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        await _hub.Start();
        _browser = new Browser(_hub);
        using var _ = await _browser.SignIn(Email, Password);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _hub.DisposeAsync();
    }

    [Theory]
    [InlineData("http://acme.localhost:5101/signin-oidc/")]
    [InlineData("http://acme.localhost:5101/signin-oidc?x=1")]
    [InlineData("http://acme.localhost:5101/SIGNIN-OIDC")]
    [InlineData("http://acme.localhost:5101.elsewhere.example/signin-oidc")]
    [InlineData("http://globex.localhost:5101/signin-oidc")]
    public async Task A_redirect_address_that_is_not_exactly_the_registered_one_gets_no_redirect(string redirect)
    {
        var sent = await _browser.Authorize(redirect: redirect);
        sent.Status.ShouldBe(HttpStatusCode.BadRequest);
        sent.Location.ShouldBeNull();
    }

    [Fact]
    public async Task An_unknown_client_gets_no_redirect()
    {
        var sent = await _browser.Authorize(client: "site-nobody");
        (sent.Status, sent.Location).ShouldBe((HttpStatusCode.BadRequest, null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&code_challenge=abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz&code_challenge_method=plain")]
    [InlineData("&code_challenge=abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz")]
    public async Task Without_a_proof_key_or_with_a_plain_one_no_code_is_given(string challenge)
    {
        using var response = await _browser.Get($"/connect/authorize?response_type=code&client_id=site-acme&redirect_uri={HttpUtility.UrlEncode(Browser.Callback)}&scope=openid&state=s{challenge}");

        var told = HttpUtility.ParseQueryString(response.Headers.Location!.Query);
        (told["error"], told["state"], told["iss"], told["code"]).ShouldBe(("invalid_request", "s", "http://localhost:5100/", null));
    }

    [Fact]
    public async Task A_code_is_not_redeemed_with_another_verifier_or_without_one()
    {
        var sent = await _browser.Authorize();
        ((string?)(await _browser.Redeem(sent, verifier: new string('x', 64))).Answer["error"]).ShouldBe("invalid_grant");
        ((string?)(await _browser.Redeem(await _browser.Authorize(), verifier: "")).Answer["error"]).ShouldBe("invalid_request");
    }

    [Fact]
    public async Task A_code_is_used_once_and_a_second_use_ends_all_that_the_first_gave_everywhere()
    {
        var sent = await _browser.Authorize(scope: "openid offline_access member.read member.act");
        var (_, first) = await _browser.Redeem(sent);
        var token = (string)first["access_token"]!;
        var exchanged = await Exchanged(token);
        (await Status("/api/v1/documents", token), await Status("/api/v1/me/customers", exchanged)).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK), "remembered");

        var (status, second) = await _browser.Redeem(sent);

        (status, (string?)second["error"]).ShouldBe((HttpStatusCode.BadRequest, "invalid_grant"));
        (await Status("/api/v1/documents", token), await Status("/api/v1/me/customers", exchanged)).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
        (await Status("/connect/userinfo", token)).ShouldBe(HttpStatusCode.Unauthorized);
        ((string?)(await _browser.Refresh((string)first["refresh_token"]!)).Answer["error"]).ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task A_refresh_token_that_is_revoked_takes_its_access_tokens_along_and_an_access_token_itself_alone()
    {
        var (_, given) = await _browser.Redeem(await _browser.Authorize(scope: "openid offline_access member.read"));
        var (_, later) = await _browser.Refresh((string)given["refresh_token"]!);
        var (first, second) = ((string)given["access_token"]!, (string)later["access_token"]!);
        (await Status("/api/v1/documents", first), await Status("/api/v1/documents", second)).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));

        await Revoke(first);
        (await Status("/api/v1/documents", first), await Status("/api/v1/documents", second)).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.OK));
        var exchanged = await Exchanged(second);
        await Revoke((string)later["refresh_token"]!);

        (await Status("/api/v1/documents", second), await Status("/api/v1/documents", exchanged)).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Of_two_that_one_refresh_token_gave_one_goes_on_and_the_other_ends_the_family_when_it_comes()
    {
        var (_, first) = await _browser.Redeem(await _browser.Authorize(scope: "openid offline_access member.read"));
        var (_, one) = await _browser.Refresh((string)first["refresh_token"]!);
        var (_, other) = await _browser.Refresh((string)first["refresh_token"]!);
        _hub.Time.Advance(TimeSpan.FromSeconds(31));

        var (status, next) = await _browser.Refresh((string)one["refresh_token"]!);
        status.ShouldBe(HttpStatusCode.OK, "whoever was killed goes on with the answer that they kept");
        (await Status("/api/v1/documents", (string)next["access_token"]!)).ShouldBe(HttpStatusCode.OK);

        ((string?)(await _browser.Refresh((string)other["refresh_token"]!)).Answer["error"]).ShouldBe("invalid_grant");
        ((string?)(await _browser.Refresh((string)next["refresh_token"]!)).Answer["error"]).ShouldBe("invalid_grant", "nobody can say whose it is");
        (await Status("/api/v1/documents", (string)next["access_token"]!)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("GET", "/connect/authorize?prompt=login&prompt=none&client_id=site-acme")]
    [InlineData("GET", "/connect/authorize?max_age=0&max_age=9999&client_id=site-acme")]
    [InlineData("GET", "/connect/endsession?state=a&state=b")]
    [InlineData("POST", "/connect/token?grant_type=client_credentials", "grant_type=client_credentials&client_id=reader")]
    [InlineData("POST", "/connect/token", "grant_type=client_credentials&client_id=reader&client_secret=x&client_secret=y")]
    [InlineData("POST", "/connect/par", "client_id=site-acme&scope=openid&scope=profile")]
    [InlineData("POST", "/connect/introspect", "client_id=reader&token=a&token=b")]
    [InlineData("POST", "/connect/revocation", "client_id=reader&client_id=operations&token=a")]
    public async Task A_parameter_given_twice_is_refused(string method, string path, string form = "")
    {
        using var content = method == "POST" ? new StringContent(form, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded") : null;
        using var answer = await _hub.Send(new HttpMethod(method), path, null, content);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("given more than once");
    }

    [Fact]
    public async Task Userinfo_is_told_to_sign_ins_with_openid_alone_by_the_header_alone_and_kept_nowhere()
    {
        var (_, with) = await _browser.Redeem(await _browser.Authorize(scope: "openid profile member.read"));
        var (_, without) = await _browser.Redeem(await _browser.Authorize(scope: "profile member.read"));
        using var told = await _hub.Get("/connect/userinfo", (string)with["access_token"]!);
        using var refused = await _hub.Get("/connect/userinfo", (string)without["access_token"]!);
        using var address = await _hub.Get($"/connect/userinfo?access_token={with["access_token"]}", null);
        using var api = await _hub.Get($"/api/v1/documents?access_token={with["access_token"]}", null);

        told.StatusCode.ShouldBe(HttpStatusCode.OK);
        told.Headers.CacheControl!.NoStore.ShouldBeTrue();
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync() + refused.Headers.WwwAuthenticate).ShouldContain("insufficient_scope");
        address.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        api.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_verifier_for_a_code_that_was_asked_for_without_a_challenge_is_refused()
    {
        const string Callback = "https://plain.example/callback";
        _hub.Clients.Add(new Operations.Configuration.ClientEntry("plain", new Operations.Configuration.Secret(HubFixture.Secret), []) { SignIn = new Operations.Configuration.ClientSignInEntry([new Uri(Callback)], [], null, ["openid"], FirstParty: true, Frappe: true) });
        await _hub.Restart();
        using var browser = new Browser(_hub);
        using var _ = await browser.SignIn(Email, Password);
        using var sent = await browser.Get($"/connect/authorize?response_type=code&client_id=plain&scope=openid&state=s&redirect_uri={HttpUtility.UrlEncode(Callback)}");
        var code = HttpUtility.ParseQueryString(sent.Headers.Location!.Query)["code"]!;

        var (status, _) = await browser.Token(("grant_type", "authorization_code"), ("client_id", "plain"), ("client_secret", HubFixture.Secret), ("code", code), ("redirect_uri", Callback), ("code_verifier", new string('v', 64)));

        status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    public async Task A_forged_hint_is_nobodys(string algorithm)
    {
        var (_, answer) = await _browser.Redeem(await _browser.Authorize());
        var payload = ((string)answer["id_token"]!).Split('.')[1];
        var text = $"{System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","typ":"JWT"}"""))}.{payload}";
        var key = (await (await _hub.Http.GetAsync("/.well-known/jwks")).Content.ReadAsByteArrayAsync())!;
        var signature = algorithm == "none" ? "" : System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.HMACSHA256.HashData(key, System.Text.Encoding.ASCII.GetBytes(text)));

        using var response = await _browser.Get($"/connect/endsession?id_token_hint={text}.{signature}");

        response.StatusCode.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.Redirect);
        (await _browser.Authorize(more: "&prompt=none")).Query["code"].ShouldNotBeNull("nobody was signed out");
    }

    private async Task<HttpStatusCode> Status(string path, string token)
    {
        using var response = await _hub.Get(path, token);
        return response.StatusCode;
    }

    private async Task Revoke(string token)
    {
        using var response = await _browser.Post("/connect/revocation", null, ("token", token), ("client_id", "site-acme"), ("client_secret", HubFixture.Secret));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<string> Exchanged(string token)
    {
        var (status, answer) = await _browser.Token(
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("client_id", "site-acme"), ("client_secret", HubFixture.Secret), ("subject_token", token), ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"), ("scope", "member.read"));
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        return (string)answer["access_token"]!;
    }

    [Fact]
    public async Task A_code_is_of_its_client_and_its_redirect_address_and_of_a_minute()
    {
        ((string?)(await _browser.Redeem(await _browser.Authorize(), client: "site-globex")).Answer["error"]).ShouldBe("invalid_grant");
        ((string?)(await _browser.Redeem(await _browser.Authorize(), redirect: "http://acme.localhost:5101/other")).Answer["error"]).ShouldBe("invalid_grant");

        var late = await _browser.Authorize();
        _hub.Time.Advance(TimeSpan.FromSeconds(61));
        ((string?)(await _browser.Redeem(late)).Answer["error"]).ShouldBe("invalid_grant");
    }

    [Theory]
    [InlineData("token")]
    [InlineData("id_token")]
    [InlineData("code id_token")]
    public async Task The_implicit_and_hybrid_flows_are_off(string type)
    {
        using var response = await _browser.Get(
            $"/connect/authorize?response_type={HttpUtility.UrlEncode(type)}&client_id=site-acme&redirect_uri={HttpUtility.UrlEncode(Browser.Callback)}&scope=openid&state=s&nonce=n");
        (response.Headers.Location?.Fragment ?? "").ShouldNotContain("token=");
        ((int)response.StatusCode).ShouldBeOneOf(302, 400);
        (await response.Content.ReadAsStringAsync() + response.Headers.Location).ShouldContain("unsupported_response_type");
    }

    [Fact]
    public async Task The_password_grant_is_off()
    {
        var (status, answer) = await _browser.Token(("grant_type", "password"), ("client_id", "site-acme"), ("client_secret", HubFixture.Secret), ("username", Email), ("password", Password));
        (status, (string?)answer["error"]).ShouldBe((HttpStatusCode.BadRequest, "unsupported_grant_type"));
    }

    [Fact]
    public async Task Refresh_tokens_rotate_and_one_that_comes_back_revokes_its_family()
    {
        var (_, first) = await _browser.Redeem(await _browser.Authorize());
        var (_, second) = await _browser.Refresh((string)first["refresh_token"]!);
        ((string?)second["refresh_token"]).ShouldNotBe((string?)first["refresh_token"]);

        // Within the leeway a site that was killed before it had stored the answer may ask again.
        (await _browser.Refresh((string)first["refresh_token"]!)).Status.ShouldBe(HttpStatusCode.OK);

        _hub.Time.Advance(TimeSpan.FromSeconds(31));
        ((string?)(await _browser.Refresh((string)first["refresh_token"]!)).Answer["error"]).ShouldBe("invalid_grant");
        ((string?)(await _browser.Refresh((string)second["refresh_token"]!)).Answer["error"]).ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task A_refresh_may_ask_for_less_and_never_for_more()
    {
        var (_, first) = await _browser.Redeem(await _browser.Authorize(scope: "openid profile offline_access"));
        ((string?)(await _browser.Refresh((string)first["refresh_token"]!, scope: "openid profile email")).Answer["error"]).ShouldBe("invalid_grant", "more");

        var (_, again) = await _browser.Redeem(await _browser.Authorize(scope: "openid profile offline_access"));
        var (status, less) = await _browser.Refresh((string)again["refresh_token"]!, scope: "openid");
        status.ShouldBe(HttpStatusCode.OK);
        Browser.Claims((string)less["id_token"]!).ContainsKey("name").ShouldBeFalse();
    }

    [Fact]
    public async Task Scopes_for_programs_are_not_had_by_signing_in_nor_those_for_people_without()
    {
        var sent = await _browser.Authorize(scope: "openid hub.admin");
        (sent.Query["error"], sent.Query["code"]).ShouldBe(("invalid_scope", null));
        using var alone = await _hub.RequestToken("site-acme", "member.read");
        alone.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_persons_token_opens_none_of_the_operators_apis()
    {
        var (_, answer) = await _browser.Redeem(await _browser.Authorize());
        using var response = await _hub.Get("/api/v1/links", (string)answer["access_token"]!);
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Prompt_none_shows_no_page_and_prompt_login_asks_again_once()
    {
        using var stranger = new Browser(_hub);
        var refused = (await stranger.Authorize(more: "&prompt=none")).Query;
        (refused["error"], refused["iss"]).ShouldBe(("login_required", "http://localhost:5100/"));
        (await _browser.Authorize(more: "&prompt=none")).Query["code"].ShouldNotBeNull();

        _hub.Time.Advance(TimeSpan.FromSeconds(1));
        var asked = await _browser.Authorize(more: "&prompt=login");
        asked.Location!.OriginalString.ShouldStartWith("/signin?");
        _hub.Time.Advance(TimeSpan.FromSeconds(5));
        using var signedIn = await _browser.SignIn(Email, Password, asked.Query["returnUrl"]!);
        using var sent = await _browser.Get(signedIn.Headers.Location!.OriginalString);
        sent.Headers.Location!.OriginalString.ShouldStartWith(Browser.Callback);
    }

    [Fact]
    public async Task Max_age_asks_again_whoever_signed_in_before_it()
    {
        _hub.Time.Advance(TimeSpan.FromMinutes(10));
        (await _browser.Authorize(more: "&max_age=3600")).Query["code"].ShouldNotBeNull();
        (await _browser.Authorize(more: "&max_age=300")).Location!.OriginalString.ShouldStartWith("/signin?");
        var now = _hub.Time.GetUtcNow().ToUnixTimeSeconds();
        foreach (var since in new[] { "0", $"{now - 500}", $"{now}", $"{now - 599}" })
        {
            (await _browser.Authorize(more: $"&max_age=300&since={since}")).Location!.OriginalString.ShouldStartWith("/signin?", customMessage: $"anybody can write {since} into the address");
            (await _browser.Authorize(more: $"&prompt=login&since={since}")).Location!.OriginalString.ShouldStartWith("/signin?");
        }

        var sealedTime = HttpUtility.UrlEncode(HttpUtility.ParseQueryString((await _browser.Authorize(more: "&prompt=login")).Query["returnUrl"]!.Split('?', 2)[1])["since"]!);
        _hub.Time.Advance(TimeSpan.FromSeconds(1));
        using (var _ = await _browser.SignIn(Email, Password))
        {
            _hub.Time.Advance(TimeSpan.FromSeconds(1));
            (await _browser.Authorize(more: $"&prompt=login&since={sealedTime}")).Location!.OriginalString.ShouldStartWith("/signin?", customMessage: "it is of another request");
        }

        _hub.Time.Advance(TimeSpan.FromMinutes(10));
        (await _browser.Authorize(more: "&max_age=300&prompt=none")).Query["error"].ShouldBe("login_required");
    }

    [Fact]
    public async Task Logout_without_a_hint_asks_first_and_with_the_sessions_own_token_does_not()
    {
        var (_, answer) = await _browser.Redeem(await _browser.Authorize());
        using var asks = await _browser.Get("/connect/endsession");
        asks.Headers.Location!.OriginalString.ShouldStartWith("/signout?");

        var back = HttpUtility.UrlEncode("http://acme.localhost:5101/signout-callback-oidc");
        using var done = await _browser.Get($"/connect/endsession?id_token_hint={answer["id_token"]}&post_logout_redirect_uri={back}&state=s");
        done.Headers.Location!.OriginalString.ShouldStartWith("http://acme.localhost:5101/signout-callback-oidc");
        (await _browser.Authorize(more: "&prompt=none")).Query["error"].ShouldBe("login_required");
    }

    [Fact]
    public async Task Somebody_elses_hint_ends_nothing_and_leads_nowhere_that_is_not_registered()
    {
        using var other = new Browser(_hub);
        using var signedIn = await other.SignIn(Email, Password);
        var (_, theirs) = await other.Redeem(await other.Authorize());

        using var asks = await _browser.Get($"/connect/endsession?id_token_hint={theirs["id_token"]}");
        asks.Headers.Location!.OriginalString.ShouldStartWith("/signout?");
        using var elsewhere = await _browser.Get($"/connect/endsession?id_token_hint={theirs["id_token"]}&post_logout_redirect_uri={HttpUtility.UrlEncode("http://acme.localhost:5101/signout-callback-oidc/")}");
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }
}
