using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Web;
using SiteHub.Hub.People;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Tests.SignIn;

/// <summary>Clients of every kind: the sites', a company's own, a stranger's, and Frappe as it was recorded.</summary>
public sealed class ClientsTests : IAsyncLifetime
{
    private const string Email = "sam@acme.example";
    private const string Password = "a long enough password";
    private const string Stranger = "https://stranger.example/callback";
    private const string FrappeCallback = "http://127.0.0.1:8001/api/method/frappe.integrations.oauth2_logins.custom/sitehub";

    private const string ConnectedApp = "http://erp.localhost:8000/api/method/frappe.integrations.doctype.connected_app.connected_app.callback/CAPP";

    private readonly HubFixture _hub = new();
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _hub.People.Add(new SeedPerson(Email, "Sam", Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        _hub.Clients.Add(new ClientEntry("stranger", new Secret(HubFixture.Secret), []) { Name = "Stranger Ltd", SignIn = new ClientSignInEntry([new Uri(Stranger)], [], null, ["openid", "profile", "email"], FirstParty: false, Frappe: false) });
        _hub.Clients.Add(new ClientEntry("site1-client", new Secret("site1-secret"), []) { SignIn = new ClientSignInEntry([new Uri(FrappeCallback)], [], null, ["openid", "profile", "email"], FirstParty: true, Frappe: true) });
        _hub.Clients.Add(new ClientEntry("erp-app", new Secret("erp-app-secret"), []) { Name = "Acme's ERP", SignIn = new ClientSignInEntry([new Uri(ConnectedApp)], [], null, ["openid", "profile", "email", "offline_access"], FirstParty: false, Frappe: true) });
        await _hub.Start();
        _browser = new Browser(_hub);
        using var _ = await _browser.SignIn(Email, Password);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task The_recorded_sign_in_of_a_Frappe_site_is_answered()
    {
        var authorize = new Uri((string)(await Recorded("oauth-login-page-authorize-url"))[0]!);
        using var sent = await _browser.Get(authorize.PathAndQuery);
        sent.Headers.Location.ShouldNotBeNull(await sent.Content.ReadAsStringAsync()).OriginalString.ShouldStartWith(FrappeCallback + "?");
        var query = HttpUtility.ParseQueryString(sent.Headers.Location.Query);
        query["state"].ShouldBe(HttpUtility.ParseQueryString(authorize.Query)["state"]);

        var request = await Recorded("connect-token-1");
        var body = HttpUtility.ParseQueryString((string)request["body_text"]!);
        body["code"] = query["code"];
        var (status, tokens) = await _browser.Token([.. body.AllKeys.Select(key => (key!, body[key]!))]);
        status.ShouldBe(HttpStatusCode.OK, tokens.ToJsonString());

        using var told = new HttpRequestMessage(HttpMethod.Get, (string)(await Recorded("connect-userinfo-1"))["path"]!);
        told.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (string)tokens["access_token"]!);
        using var response = await _hub.Http.SendAsync(told);
        var info = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        ((string?)info["email"], (string?)info["name"], (bool?)info["email_verified"]).ShouldBe((Email, "Sam", true));
    }

    /// <summary>Frappe makes a first name of the whole name where there is no given name, and leaves the last name empty where there is no family name.</summary>
    [Theory]
    [InlineData("Sam Sales", "", "Sam", "Sales")]
    [InlineData("Anna Maria Sales", "", "Anna Maria", "Sales")]
    [InlineData("Ludwig van den Berg", "", "Ludwig", "van den Berg")]
    [InlineData("Chen Wei", "Chen", "Wei", "Chen")]
    [InlineData("Gabriel García Márquez", "García Márquez", "Gabriel", "García Márquez")]
    [InlineData("Sam", "", "Sam", null)]
    public async Task Given_and_family_name_are_told_of_the_profile(string name, string family, string given, string? told)
    {
        using (var saved = await _browser.Submit("/account", ("Name", name), ("FamilyName", family)))
        {
            saved.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }

        var (_, tokens) = await _browser.Redeem(await _browser.Authorize());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/userinfo");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (string)tokens["access_token"]!);
        using var response = await _hub.Http.SendAsync(request);
        var info = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

        foreach (var claims in new[] { info, Browser.Claims((string)tokens["id_token"]!) })
        {
            ((string?)claims["name"], (string?)claims["given_name"], (string?)claims["family_name"]).ShouldBe((name, given, told));
        }

        info.ContainsKey("family_name").ShouldBe(told is not null);
    }

    [Theory]
    [InlineData("Sales")]
    [InlineData("m Sam")]
    [InlineData("Sam S")]
    [InlineData("Sam Sales")]
    public async Task A_family_name_is_a_part_of_the_name(string family)
    {
        using var refused = await _browser.Submit("/account", ("Name", "Sam Sample"), ("FamilyName", family));

        refused.StatusCode.ShouldBe(HttpStatusCode.OK);
        _hub.Database.Read(static db => db.Text("SELECT FamilyName FROM person WHERE Email = 'sam@acme.example'")).ShouldBeNull();
    }

    [Fact]
    public async Task A_Frappe_sites_code_needs_its_secret_and_its_one_address()
    {
        var ask = $"/connect/authorize?response_type=code&client_id=site1-client&scope=openid+email&state=s&redirect_uri={HttpUtility.UrlEncode(FrappeCallback)}";
        using var elsewhere = await _browser.Get(ask + "x");
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        using var sent = await _browser.Get(ask);
        var code = HttpUtility.ParseQueryString(sent.Headers.Location!.Query)["code"]!;
        var (status, refused) = await _browser.Token(("grant_type", "authorization_code"), ("client_id", "site1-client"), ("code", code), ("redirect_uri", FrappeCallback));
        (status, (string?)refused["error"]).ShouldBe((HttpStatusCode.Unauthorized, "invalid_client"));
    }

    [Fact]
    public async Task Frappes_Connected_App_asks_for_consent_and_renews_its_tokens_without_PKCE()
    {
        var ask = $"/connect/authorize?response_type=code&client_id=erp-app&scope=openid+profile+email+offline_access&state=s&redirect_uri={HttpUtility.UrlEncode(ConnectedApp)}";
        using var asked = await _browser.Get(ask);
        var question = HttpUtility.ParseQueryString(asked.Headers.Location!.OriginalString.Split('?', 2)[1]);
        using var agreed = await _browser.Submit(asked.Headers.Location.OriginalString, ("Question", question["question"]!), ("ReturnUrl", question["returnUrl"]!), ("agreed", "true"));
        using var sent = await _browser.Get(agreed.Headers.Location!.OriginalString);
        sent.Headers.Location!.OriginalString.ShouldStartWith(ConnectedApp + "?code=");

        (string, string)[] client = [("client_id", "erp-app"), ("client_secret", "erp-app-secret"), ("redirect_uri", ConnectedApp)];
        var (status, tokens) = await _browser.Token([.. client, ("grant_type", "authorization_code"), ("code", HttpUtility.ParseQueryString(sent.Headers.Location.Query)["code"]!)]);
        status.ShouldBe(HttpStatusCode.OK, tokens.ToJsonString());
        (status, tokens) = await _browser.Token([.. client, ("grant_type", "refresh_token"), ("refresh_token", (string)tokens["refresh_token"]!)]);
        status.ShouldBe(HttpStatusCode.OK, tokens.ToJsonString());
        ((string?)tokens["refresh_token"]).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_address_that_nobody_verified_is_never_told()
    {
        await _hub.Database.Writer.Write(session => session.Execute("UPDATE person SET EmailConfirmed = 0"));

        var (_, tokens) = await _browser.Redeem(await _browser.Authorize());

        Browser.Claims((string)tokens["id_token"]!).ContainsKey("email").ShouldBeFalse();
    }

    [Fact]
    public async Task A_stranger_is_asked_for_consent_once_and_the_groups_own_never()
    {
        (await _browser.Authorize()).Query["code"].ShouldNotBeNull();
        (await Ask("&prompt=none")).Query["error"].ShouldBe("consent_required");

        var asked = await Ask();
        asked.Location!.OriginalString.ShouldStartWith("/consent?");
        using (var page = await _browser.Get(asked.Location.OriginalString))
        {
            (await page.Content.ReadAsStringAsync()).ShouldContain("Stranger Ltd");
        }

        using (var forged = await _browser.Post(asked.Location.OriginalString, null, ("Question", asked.Query["question"]!), ("ReturnUrl", asked.Query["returnUrl"]!), ("agreed", "true")))
        {
            forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest, "a form of another page");
        }

        using var agreed = await _browser.Submit(asked.Location.OriginalString, ("Question", asked.Query["question"]!), ("ReturnUrl", asked.Query["returnUrl"]!), ("agreed", "true"));
        using var sent = await _browser.Get(agreed.Headers.Location!.OriginalString);
        sent.Headers.Location!.OriginalString.ShouldStartWith(Stranger + "?code=");

        (await Ask()).Query["code"].ShouldNotBeNull("it was remembered");
        (await Ask("&prompt=consent")).Location!.OriginalString.ShouldStartWith("/consent?");
    }

    [Fact]
    public async Task Whoever_denies_sends_the_stranger_away_and_nobody_else_can_answer_for_them()
    {
        var asked = await Ask();
        using var denied = await _browser.Submit(asked.Location!.OriginalString, ("Question", asked.Query["question"]!), ("ReturnUrl", asked.Query["returnUrl"]!), ("agreed", "false"));
        using var sent = await _browser.Get(denied.Headers.Location!.OriginalString);
        HttpUtility.ParseQueryString(sent.Headers.Location!.Query)["error"].ShouldBe("access_denied");

        using var other = new Browser(_hub);
        using var _ = await other.SignIn(Email, Password);
        using var foreign = await other.Get(denied.Headers.Location!.OriginalString);
        foreign.Headers.Location!.OriginalString.ShouldStartWith("/consent?");
    }

    [Fact]
    public async Task A_request_that_was_pushed_before_is_taken_by_its_name()
    {
        var verifier = new string('v', 64);
        var challenge = System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(verifier)));
        using var response = await _browser.Post(
            "/connect/par", null, ("client_id", "site-acme"), ("client_secret", HubFixture.Secret), ("response_type", "code"), ("redirect_uri", Browser.Callback), ("scope", "openid"), ("code_challenge", challenge), ("code_challenge_method", "S256"));
        var pushed = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        response.StatusCode.ShouldBe(HttpStatusCode.Created, pushed.ToJsonString());

        using var sent = await _browser.Get($"/connect/authorize?client_id=site-acme&request_uri={HttpUtility.UrlEncode((string)pushed["request_uri"]!)}");

        sent.Headers.Location.ShouldNotBeNull(await sent.Content.ReadAsStringAsync()).OriginalString.ShouldStartWith(Browser.Callback + "?code=");
    }

    [Fact]
    public async Task Introspection_asks_who_asks()
    {
        var (_, tokens) = await _browser.Redeem(await _browser.Authorize());
        var token = (string)tokens["access_token"]!;

        using var stranger = await _browser.Post("/connect/introspect", null, ("token", token));
        using var wrong = await _browser.Post("/connect/introspect", null, ("token", token), ("client_id", "site-acme"), ("client_secret", "wrong"));
        using var other = await _browser.Post("/connect/introspect", null, ("token", token), ("client_id", "stranger"), ("client_secret", HubFixture.Secret));
        wrong.IsSuccessStatusCode.ShouldBeFalse();
        ((bool?)JsonNode.Parse(await other.Content.ReadAsStringAsync())!["active"] ?? false).ShouldBeFalse("it was given to another client");
        using var known = await _browser.Post("/connect/introspect", null, ("token", token), ("client_id", "site-acme"), ("client_secret", HubFixture.Secret));

        stranger.IsSuccessStatusCode.ShouldBeFalse();
        ((bool?)JsonNode.Parse(await known.Content.ReadAsStringAsync())!["active"]).ShouldBe(true);
    }

    [Fact]
    public async Task A_site_acts_for_its_own_member_towards_the_hub_and_is_named_as_the_actor()
    {
        var (_, tokens) = await _browser.Redeem(await _browser.Authorize(scope: "openid offline_access member.read"));

        var (status, answer) = await Exchange("site-acme", (string)tokens["access_token"]!, "member.read");

        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        var claims = Browser.Claims((string)answer["access_token"]!);
        ((string?)claims["sub"], (string?)claims["aud"], (string?)claims["scope"], (string?)claims["act"]!["sub"])
            .ShouldBe(((string?)Browser.Claims((string)tokens["id_token"]!)["sub"], "sitehub:hub", "member.read", "site-acme"));
        ((string?)(await Exchange("site-acme", (string)tokens["access_token"]!, "member.act")).Answer["error"]).ShouldBe("invalid_scope");
        (await Exchange("site-globex", (string)tokens["access_token"]!, "member.read")).Status.ShouldBe(HttpStatusCode.BadRequest);
        ((string?)(await Exchange("site-acme", (string)answer["access_token"]!, "member.read")).Answer["error"]).ShouldBe("invalid_grant", "it was exchanged already");
    }

    private Task<(HttpStatusCode Status, JsonNode Answer)> Exchange(string client, string token, string scope) => _browser.Token(
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("client_id", client),
        ("client_secret", HubFixture.Secret),
        ("subject_token", token),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        ("scope", scope));

    private Task<Sent> Ask(string more = "") => _browser.Authorize(client: "stranger", scope: "openid profile email", redirect: Stranger, more: more);

    private static async Task<JsonNode> Recorded(string name) =>
        JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "SignIn", "Recordings", name + ".json")))!;
}
