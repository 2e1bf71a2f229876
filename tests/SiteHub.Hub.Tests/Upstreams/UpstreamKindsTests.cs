using System.Net;
using System.Web;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Tests.Upstreams;

/// <summary>Providers as they are: Entra says of no address that it is verified, Keycloak's roles are within another claim, and each is away at times.</summary>
public sealed class UpstreamKindsTests : IAsyncLifetime
{
    private readonly HubFixture _hub = new();
    private readonly MadeProvider _provider = new();
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        await _provider.Start();
        _hub.Url = _hub.Listen = $"http://127.0.0.1:{Ports.Take()}";
    }

    public async ValueTask DisposeAsync()
    {
        _browser?.Dispose();
        await _hub.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData(true, "lakeside.example", null, true)]
    [InlineData(true, "other.example", null, false)]
    [InlineData(true, "", null, false)]
    [InlineData(false, "lakeside.example", null, false)]
    [InlineData(true, "lakeside.example", false, false)]
    [InlineData(true, "lakeside.example", "false", false)]
    [InlineData(true, "", true, true)]
    [InlineData(true, "lakeside.example", "true", true)]
    public async Task An_address_of_which_nothing_is_said_is_believed_where_the_operator_trusts_the_provider_for_its_domain(bool trusts, string domain, object? said, bool taken)
    {
        await Start(trusts, domain.Length == 0 ? [] : [domain]);
        _provider.Says["email_verified"] = said;

        (await Arrive(_browser)).ShouldStartWith(taken ? "/" : "/signin/arrived");

        Count("person WHERE Email = 'una@lakeside.example'").ShouldBe(taken ? 1 : 0);
    }

    [Theory]
    [InlineData("realm_access.roles", """{"realm_access":{"roles":["hub-operators","other"]}}""", true)]
    [InlineData("resource_access.hub.roles", """{"resource_access":{"account":{"roles":["x"]},"hub":{"roles":["hub-operators"]}}}""", true)]
    [InlineData("https://northwind.example/roles", """{"https://northwind.example/roles":["hub-operators"]}""", true)]
    [InlineData("app.meta.roles", """{"app.meta":{"roles":"hub-operators"}}""", true)]
    [InlineData("groups", """{"groups":"hub-operators"}""", true)]
    [InlineData("realm_access.roles", """{"realm_access":{"groups":["hub-operators"]}}""", false)]
    [InlineData("realm_access.roles", """{"roles":["hub-operators"]}""", false)]
    public async Task Roles_are_found_at_the_path_that_the_configuration_names_and_a_path_to_nothing_is_said_once(string path, string claims, bool found)
    {
        await Start(true, [], path);
        foreach (var (name, value) in System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, System.Text.Json.JsonElement>>(claims)!)
        {
            _provider.Says[name] = value;
        }

        await Arrive(_browser);
        using var again = new Browser(_hub);
        await Arrive(again);

        Count("person_role").ShouldBe(found ? 1 : 0);
        var said = _hub.Log.Text.Split('\n').Where(static line => line.Contains("which its rolesClaim names", StringComparison.Ordinal)).ToList();
        said.Count.ShouldBe(found ? 0 : 1);
        said.ForEach(static line => line.ShouldContain("email_verified, name"));
    }

    [Fact]
    public async Task A_provider_that_is_away_is_a_page_that_offers_what_else_there_is_and_is_found_again_when_it_is_back()
    {
        _provider.IsAway = true;
        await Start(true, ["lakeside.example"]);
        foreach (var (action, fields) in new[] { ("/signin", new[] { ("Email", "una@lakeside.example") }), ("/signin/with/idp", []) })
        {
            using var typed = await _browser.Submit(action, "/signin", fields);
            typed.Headers.Location!.OriginalString.ShouldStartWith("/signin/arrived?failed=idp&away=True");
            var page = await _browser.Page(typed.Headers.Location.OriginalString);
            page.ShouldContain("The provider cannot be reached at the moment.");
            page.ShouldContain("action=\"/signin/with/idp\"");
            page.ShouldContain("href=\"/signin?returnUrl=");
        }

        _provider.IsAway = false;
        _hub.Time.Advance(TimeSpan.FromSeconds(6));
        (await Arrive(_browser)).ShouldBe("/");

        // Once known it may be away for a day: what is known of it goes on being used.
        _provider.IsAway = true;
        _hub.Time.Advance(TimeSpan.FromHours(13));
        using var later = await _browser.Submit("/signin/with/idp", "/signin");
        later.Headers.Location!.AbsoluteUri.ShouldStartWith(_provider.Issuer.AbsoluteUri);
    }

    [Fact]
    public async Task A_key_that_is_not_known_yet_is_fetched_within_the_same_sign_in()
    {
        await Start(true, ["lakeside.example"]);
        (await Arrive(_browser)).ShouldBe("/");

        _provider.ChangeKeys();
        _hub.Time.Advance(TimeSpan.FromSeconds(6));
        using var next = new Browser(_hub);
        (await Arrive(next)).ShouldBe("/");
    }

    [Fact]
    public async Task The_button_of_the_page_leads_to_the_provider_with_what_stands_in_its_form_alone()
    {
        await Start(true, []);
        var page = await _browser.Page("/signin?returnUrl=/account");
        var form = page[page.IndexOf("<form method=\"post\" action=\"/signin/with/idp\"", StringComparison.Ordinal)..];
        form = form[..form.IndexOf("</form>", StringComparison.Ordinal)];

        using var pressed = await _browser.Post("/signin/with/idp", Browser.Token(form), ("returnUrl", "/account"));

        pressed.Headers.Location!.AbsoluteUri.ShouldStartWith(_provider.Issuer + "authorize");
    }

    [Theory]
    [InlineData("client_secret_basic", "client_secret_basic", 1)]
    [InlineData("client_secret_post", "client_secret_post", 1)]
    [InlineData("private_key_jwt", "private_key_jwt", 1)]
    [InlineData("private_key_jwt client_secret_post", "client_secret_post", 1)]
    [InlineData("client_secret_basic client_secret_post private_key_jwt", "private_key_jwt", 1)]
    [InlineData("client_secret_basic client_secret_post", "client_secret_post", 2)]
    [InlineData("", "client_secret_basic", 1)]
    [InlineData("", "client_secret_post", 2)]
    [InlineData("tls_client_auth", "client_secret_post", 0)]
    public async Task The_hub_shows_itself_as_the_providers_discovery_says_and_as_it_is_registered_there(string named, string registered, int tries)
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        if (named.Length > 0)
        {
            _provider.Discovery["token_endpoint_auth_methods_supported"] = named.Split(' ');
        }

        _provider.Authenticates = shown => registered switch
        {
            "client_secret_basic" => shown.Authorization == "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"hub:{Uri.EscapeDataString(HubFixture.Secret)}")) && !shown.Form.ContainsKey("client_secret"),
            "client_secret_post" => shown.Authorization.Length == 0 && (shown.Form.GetValueOrDefault("client_id"), shown.Form.GetValueOrDefault("client_secret")) == ("hub", HubFixture.Secret),
            _ => shown.Form.TryGetValue("client_assertion", out var assertion) && !shown.Form.ContainsKey("client_secret")
                && (string?)Browser.Claims(assertion)["sub"] == "hub" && (string?)Browser.Claims(assertion)["aud"] == _provider.Issuer + "token"
                && key.VerifyData(System.Text.Encoding.ASCII.GetBytes(assertion[..assertion.LastIndexOf('.')]), System.Buffers.Text.Base64Url.DecodeFromChars(assertion.AsSpan(assertion.LastIndexOf('.') + 1)), System.Security.Cryptography.HashAlgorithmName.SHA256),
        };
        await Start(true, [], key: registered == "private_key_jwt" ? key.ExportPkcs8PrivateKeyPem() : null);

        (await Arrive(_browser)).ShouldStartWith(tries > 0 ? "/" : "/signin/arrived?failed=idp");
        _provider.Redeemed.Count.ShouldBe(tries);
        if (tries > 0)
        {
            // What was believed is shown first from then on.
            using var next = new Browser(_hub);
            (await Arrive(next)).ShouldBe("/");
            _provider.Redeemed.Count.ShouldBe(tries + 1);
        }
    }

    [Fact]
    public async Task Whoever_signs_out_here_signs_out_at_the_provider_too_and_comes_back()
    {
        _provider.Discovery["end_session_endpoint"] = _provider.Issuer + "out";
        await Start(true, []);
        await Arrive(_browser);

        using var out1 = await _browser.Submit("/signout");
        out1.Headers.Location!.AbsoluteUri.ShouldStartWith(_provider.Issuer + "out?");
        (await _browser.Follow(out1.Headers.Location)).ShouldBe("/signout");
        var asked = _provider.Out.Last();
        (asked["client_id"], asked["post_logout_redirect_uri"]).ShouldBe(("hub", $"{_hub.Url}/signin/upstream/idp/out"));
        Browser.Claims(asked["id_token_hint"]!)["sub"]!.GetValue<string>().ShouldBe("u1");
        Count("browser_session WHERE ended IS NULL").ShouldBe(0);

        // A client's wish to sign somebody out goes the same way, and ends at the client.
        await Arrive(_browser);
        var (_, tokens) = await _browser.Redeem(await _browser.Authorize());
        var back = HttpUtility.UrlEncode("http://acme.localhost:5101/signout-callback-oidc");
        using var wished = await _browser.Get($"/connect/endsession?id_token_hint={tokens["id_token"]}&post_logout_redirect_uri={back}&state=bye");
        wished.Headers.Location!.AbsoluteUri.ShouldStartWith(_provider.Issuer + "out?");
        (await _browser.Until(wished.Headers.Location, "http://acme.localhost:5101/")).AbsoluteUri.ShouldBe("http://acme.localhost:5101/signout-callback-oidc?state=bye");
    }

    [Theory]
    [InlineData("sid")]
    [InlineData("sub")]
    [InlineData("both")]
    public async Task Whom_the_provider_signs_out_is_out_here_and_every_client_is_told(string by)
    {
        await Start(true, []);
        _provider.Says["sid"] = "s1";
        await Arrive(_browser);
        await _browser.Authorize();
        _provider.Says["sid"] = "s2";
        using var elsewhere = new Browser(_hub);
        await Arrive(elsewhere);
        Count("browser_session WHERE ended IS NULL").ShouldBe(2);

        (await Told(_provider.Logout(by == "sid" ? null : "u1", by == "sub" ? null : "s1"))).ShouldBe(HttpStatusCode.OK);

        Count("browser_session WHERE ended IS NULL").ShouldBe(by == "sub" ? 0 : 1);
        Count("logout_notice WHERE client_id = 'site-acme'").ShouldBe(1);
        using var home = await _browser.Get("/account");
        home.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_logout_token_that_is_not_the_providers_or_is_no_logout_token_ends_nothing()
    {
        await Start(true, []);
        _provider.Says["sid"] = "s1";
        await Arrive(_browser);
        var used = _provider.Logout("nobody", null);
        (await Told(used)).ShouldBe(HttpStatusCode.OK);
        foreach (var (why, token) in new Dictionary<string, string>
        {
            ["used before"] = used,
            ["another audience"] = _provider.Logout("u1", "s1", static c => c["aud"] = "other"),
            ["another issuer"] = _provider.Logout("u1", "s1", static c => c["iss"] = "https://other.example"),
            ["no event"] = _provider.Logout("u1", "s1", static c => c.Remove("events")),
            ["a nonce"] = _provider.Logout("u1", "s1", static c => c["nonce"] = "n"),
            ["old"] = _provider.Logout("u1", "s1", static c => c["iat"] = (long)c["iat"] - 400),
            ["expired"] = _provider.Logout("u1", "s1", static c => c["exp"] = (long)c["iat"] - 100),
            ["no id"] = _provider.Logout("u1", "s1", static c => c.Remove("jti")),
            ["nobody"] = _provider.Logout(null, null),
            ["broken"] = _provider.Logout("u1", "s1")[..^6] + "AAAAAA",
            ["no token"] = "nonsense",
        })
        {
            (await Told(token)).ShouldBe(HttpStatusCode.BadRequest, why);
        }

        _provider.Signs = false;
        (await Told(_provider.Logout("u1", "s1"))).ShouldBe(HttpStatusCode.BadRequest);
        Count("browser_session WHERE ended IS NULL").ShouldBe(1);
    }

    private async Task<HttpStatusCode> Told(string token)
    {
        using var content = new FormUrlEncodedContent([new("logout_token", token)]);
        using var answer = await _hub.Send(HttpMethod.Post, "/signin/upstream/idp/backchannel-logout", null, content);
        return answer.StatusCode;
    }

    private async Task Start(bool trusts, string[] domains, string rolesClaim = "groups", string? key = null)
    {
        _hub.Upstreams.Add(new UpstreamEntry(
            "idp", "The provider", UpstreamKind.OpenIdConnect, _provider.Issuer, "hub", key is null ? new Secret(HubFixture.Secret) : null, domains, trusts, true, [], rolesClaim,
            new Dictionary<string, IReadOnlyList<string>> { ["hub-operators"] = ["operator"] }) { PrivateKey = key is null ? null : new Secret(key) });
        await _hub.Start();
        _hub.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
        _browser = new Browser(_hub);
    }

    private static async Task<string> Arrive(Browser browser)
    {
        using var challenged = await browser.Submit("/signin/with/idp", "/signin");
        return await browser.Follow(challenged.Headers.Location!);
    }

    private long Count(string what) => _hub.Database.Read(db => db.Long($"SELECT count(*) FROM {what}"))!.Value;
}
