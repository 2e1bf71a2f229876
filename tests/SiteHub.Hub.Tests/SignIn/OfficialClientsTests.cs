using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Tests.Webhooks;
using SiteHub.Hub.People;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Tests.SignIn;

/// <summary>Relying parties that others wrote, each as it is out of the box.</summary>
public sealed partial class OfficialClientsTests : IAsyncLifetime
{
    private const string Email = "sam@acme.example";
    private const string Password = "a long enough password";

    private readonly HubFixture _hub = new();
    private readonly string _client = $"http://127.0.0.1:{Ports.Take()}";

    public async ValueTask InitializeAsync()
    {
        _hub.Url = _hub.Listen = $"http://127.0.0.1:{Ports.Take()}";
        _hub.Clients.Add(new ClientEntry("portal", new Secret(HubFixture.Secret), [])
        {
            Name = "A portal",
            SignIn = new ClientSignInEntry([new Uri(_client + "/signin-oidc"), new Uri(_client + "/oauth2/callback")], [new Uri(_client + "/signout-callback-oidc")], null, ["openid", "profile", "email", "offline_access"], FirstParty: false, Frappe: false),
        });
        _hub.People.Add(new SeedPerson(Email, "Sam Sailor", Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        await _hub.Start();

        // They look at the machine's clock.
        _hub.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Theory]
    [InlineData("basic", false, "openid profile email offline_access")]
    [InlineData("post", true, "openid profile email offline_access")]
    [InlineData("basic", true, "openid profile address phone offline_access")]
    public async Task Oauth4webapi_discovers_signs_in_renews_introspects_revokes_and_is_told_what_is_wrong(string auth, bool pushed, string scope)
    {
        var answer = await NodeScript.RunAsync("oauth4webapi.mjs", new JsonObject
        {
            ["issuer"] = _hub.Url + "/", ["clientId"] = "portal", ["clientSecret"] = HubFixture.Secret, ["redirectUri"] = _client + "/oauth2/callback", ["email"] = Email, ["password"] = Password,
            ["auth"] = auth, ["pushed"] = pushed, ["scope"] = scope,
        });

        ((bool)answer["same"]!, (bool)answer["active"]!, (string?)answer["afterwards"], (string?)answer["refused"]).ShouldBe((true, true, "invalid_grant", "invalid_request"));
        ((string?)answer["userinfo"]!["name"]).ShouldBe("Sam Sailor");
        ((string?)answer["scope"])!.Split(' ').Order().ShouldBe(scope.Split(' ').Except(["address", "phone"]).Order());
    }

    [Fact]
    public async Task Asp_net_cores_own_handler_signs_in_by_form_post_with_its_defaults_and_out_again()
    {
        await using var app = await Portal();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });

        var page = await Go(http, new Uri(_client + "/who"));
        page = await Press(http, page, "/signin\"", ("Email", Email));
        page = await Press(http, page, "/signin/password\"", ("Password", Password));
        page = await Press(http, page, "method=\"post\" class=", ("agreed", "true"));
        page.Html.ShouldContain($"<form method=\"post\" action=\"{_client}/signin-oidc\">");
        page = await Press(http, page, _client);

        page.Html.ShouldBe("Sam Sailor", page.At.AbsoluteUri);
        page = await Go(http, new Uri(_client + "/out"));
        page.At.AbsoluteUri.ShouldStartWith(_client);
        (await Go(http, new Uri(_client + "/who"))).At.AbsoluteUri.ShouldStartWith(_hub.Url + "/connect/authorize", customMessage: "out at the hub as well");
    }

    [Fact]
    public async Task As_oauth2_proxy_asks_somebody_signs_in_and_stays_so()
    {
        using var browser = new Browser(_hub);
        using (var _ = await browser.SignIn(Email, Password))
        {
        }

        // As it writes them: approval_prompt, which nobody else knows, and a state with the address within it.
        var verifier = Convert.ToHexString(RandomNumberGenerator.GetBytes(48));
        var challenge = System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var callback = _client + "/oauth2/callback";
        using var asked = await browser.Get(
            $"/connect/authorize?approval_prompt=force&client_id=portal&code_challenge={challenge}&code_challenge_method=S256&nonce=n&redirect_uri={HttpUtility.UrlEncode(callback)}&response_type=code&scope=openid+email+profile+offline_access+groups&state={HttpUtility.UrlEncode("4sS-x:https://app.example/a?b=c&d=ü")}");
        using var agreed = await browser.Submit(asked.Headers.Location!.OriginalString, ("agreed", "true"));
        using var sent = await browser.Get(agreed.Headers.Location!.OriginalString);
        var back = HttpUtility.ParseQueryString(sent.Headers.Location!.Query);
        back["state"].ShouldBe("4sS-x:https://app.example/a?b=c&d=ü");

        var tokens = await Token(("grant_type", "authorization_code"), ("code", back["code"]!), ("redirect_uri", callback), ("code_verifier", verifier));
        var claims = Browser.Claims((string)tokens["id_token"]!);
        ((string?)claims["email"], (bool?)claims["email_verified"], (string?)claims["nonce"]).ShouldBe((Email, true, "n"));
        var renewed = await Token(("grant_type", "refresh_token"), ("refresh_token", (string)tokens["refresh_token"]!));
        ((string?)Browser.Claims((string)renewed["id_token"]!)["sub"]).ShouldBe((string?)claims["sub"]);
        using var info = await _hub.Get("/connect/userinfo", (string)renewed["access_token"]!);
        info.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Go's oauth2 shows the client by Basic first.</summary>
    private async Task<JsonNode> Token(params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = new FormUrlEncodedContent(fields.Select(static f => KeyValuePair.Create(f.Name, f.Value))) };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"portal:{Uri.EscapeDataString(HubFixture.Secret)}")));
        using var answer = await _hub.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private async Task<WebApplication> Portal()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(_client);
        builder.Services.AddAuthorization().AddAuthentication(static auth => (auth.DefaultScheme, auth.DefaultChallengeScheme) = ("Cookies", "OpenIdConnect")).AddCookie("Cookies").AddOpenIdConnect(oidc =>
        {
            (oidc.Authority, oidc.ClientId, oidc.ClientSecret, oidc.ResponseType, oidc.RequireHttpsMetadata, oidc.SaveTokens) = (_hub.Url, "portal", HubFixture.Secret, "code", false, true);

            // A browser takes the handler's cookies by https alone, as an application in the world has it; here there is none.
            (oidc.CorrelationCookie.SecurePolicy, oidc.NonceCookie.SecurePolicy) = (CookieSecurePolicy.SameAsRequest, CookieSecurePolicy.SameAsRequest);
        });
        var app = builder.Build();
        app.UseAuthentication().UseAuthorization();
        app.MapGet("/who", static (ClaimsPrincipal person) => person.FindFirstValue("name")).RequireAuthorization();
        app.MapGet("/out", static () => Results.SignOut(new AuthenticationProperties { RedirectUri = "/" }, ["Cookies", "OpenIdConnect"]));
        app.MapGet("/", static () => "nobody");
        await app.StartAsync();
        return app;
    }

    private static async Task<(Uri At, string Html)> Go(HttpClient http, Uri to, HttpContent? form = null)
    {
        for (var hops = 0; hops < 20; hops++)
        {
            using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, to) { Content = form };
            request.Headers.TryAddWithoutValidation("Accept", "text/html");
            using var answer = await http.SendAsync(request);
            var html = await answer.Content.ReadAsStringAsync();
            var next = answer.Headers.Location ?? (Refresh().Match(html) is { Success: true } onward ? new Uri(HttpUtility.HtmlDecode(onward.Groups[1].Value), UriKind.RelativeOrAbsolute) : null);
            if (next is null)
            {
                return (to, html);
            }

            (to, form) = (new Uri(to, next), null);
        }

        throw new InvalidOperationException($"redirected in a circle at {to}");
    }

    /// <summary>Presses the button of the form in which this stands, with its hidden fields as they are.</summary>
    private static async Task<(Uri At, string Html)> Press(HttpClient http, (Uri At, string Html) page, string within, params (string Name, string Value)[] filled)
    {
        var form = Form().Matches(page.Html).First(form => form.Value[..form.Value.IndexOf('>')].Contains(within, StringComparison.Ordinal)).Value;
        var action = Action().Match(form[..form.IndexOf('>')]) is { Success: true } given ? new Uri(page.At, HttpUtility.HtmlDecode(given.Groups[1].Value)) : page.At;
        var fields = Hidden().Matches(form).Select(static field => KeyValuePair.Create(Name().Match(field.Value).Groups[1].Value, HttpUtility.HtmlDecode(Value().Match(field.Value).Groups[1].Value)));
        return await Go(http, action, new FormUrlEncodedContent(fields.Concat(filled.Select(static f => KeyValuePair.Create(f.Name, f.Value)))));
    }

    [GeneratedRegex("<form .*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("action=\"([^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<input [^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();

    [GeneratedRegex(" name=\"([^\"]*)\"")]
    private static partial Regex Name();

    [GeneratedRegex(" value=\"([^\"]*)\"")]
    private static partial Regex Value();

    [GeneratedRegex("<meta http-equiv=\"refresh\" content=\"0;url=([^\"]*)\">")]
    private static partial Regex Refresh();
}
