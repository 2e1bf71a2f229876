using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Tests.Upstreams;

/// <summary>A Frappe site as the provider, which answers as a real one was recorded to: HS256 under a secret of ten characters, no email_verified.</summary>
public sealed class FrappeUpstreamTests : IAsyncLifetime
{
    private const string ClientSecret = "e4fdafa80d";

    private readonly HubFixture _hub = new();
    private readonly WebApplication _frappe;
    private string _email = "sysmgr@example.com";
    private string _signedWith = ClientSecret;
    private string? _nonce;
    private string _allowed = "all openid";

    public FrappeUpstreamTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _frappe = builder.Build();
        _frappe.MapGet("/api/method/frappe.integrations.oauth2.authorize", (string redirect_uri, string state, string nonce, string code_challenge, string scope) =>
        {
            (_nonce, _) = (nonce, code_challenge);
            if (scope.Split(' ').Except(_allowed.Split(' ')).Any())
            {
                // As recorded (217): no redirect, and nothing of a reason.
                return Results.Json(new { description = "", status_code = 400, error = "invalid_scope" }, statusCode: 400);
            }

            return Results.Redirect($"{redirect_uri}?code=JXeot9fGwBjzoVlYOlLGkvpGOKkHsO&state={HttpUtility.UrlEncode(state)}");
        });
        _frappe.MapPost("/api/method/frappe.integrations.oauth2.get_token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            return form["client_secret"] == ClientSecret && form["code_verifier"].Count == 1
                ? Results.Json(new { access_token = "kR9vHUmLc1JPmHgTYmfg7O7x9yPu0k", expires_in = 3600, token_type = "Bearer", scope = "openid all", id_token = IdToken() })
                : Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        });
    }

    public async ValueTask InitializeAsync()
    {
        await _frappe.StartAsync();
        foreach (var (id, scopes) in new (string, string[])[] { ("erp", []), ("erp-all", ["all"]), ("erp-openid", ["openid"]), ("erp-more", ["all", "crm"]) })
        {
            _hub.Upstreams.Add(new UpstreamEntry(
                id, "Our ERP", UpstreamKind.Frappe, new Uri(_frappe.Urls.First()), "t1hc0kuu1q", new Secret(ClientSecret), ["example.com"], false, true, scopes, "roles",
                new Dictionary<string, IReadOnlyList<string>> { ["System Manager"] = ["acme: System Manager"] }));
        }

        _hub.Url = _hub.Listen = $"http://127.0.0.1:{Ports.Take()}";
        await _hub.Start();
        _hub.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _frappe.DisposeAsync();
    }

    [Fact]
    public async Task An_address_of_its_domains_signs_in_with_its_roles()
    {
        (await Arrive()).ShouldBe("/");
        _hub.Database.Read(static db => db.Text("SELECT s.Role FROM person_site_role s JOIN person p ON p.Id = s.PersonId WHERE p.Email = 'sysmgr@example.com'")).ShouldBe("System Manager");
    }

    [Fact]
    public async Task An_address_of_another_domain_is_not_believed()
    {
        _email = "ceo@northwind.example";
        (await Arrive()).ShouldStartWith("/signin/arrived");
    }

    [Fact]
    public async Task An_ID_token_under_another_secret_is_refused()
    {
        _signedWith = "another-secret";
        (await Arrive()).ShouldStartWith("/signin/arrived");
    }

    /// <summary>A client of Frappe's may use "all openid" where nobody chose others, and everything else is refused.</summary>
    [Theory]
    [InlineData("erp", "all openid")]
    [InlineData("erp-all", "all openid")]
    [InlineData("erp-openid", "openid")]
    [InlineData("erp-more", "openid all crm")]
    public async Task It_is_asked_for_what_its_clients_may_have_by_default_and_for_what_the_configuration_adds(string id, string allowed)
    {
        _allowed = allowed;
        (await Arrive(id)).ShouldBe("/");
    }

    private async Task<string> Arrive(string id = "erp")
    {
        using var browser = new Browser(_hub);
        using var challenged = await browser.Submit($"/signin/with/{id}", "/signin");
        return await browser.Follow(challenged.Headers.Location!);
    }

    private string IdToken()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var payload = new Dictionary<string, object?>
        {
            ["aud"] = "t1hc0kuu1q", ["iat"] = now, ["nonce"] = _nonce, ["exp"] = now + 3600, ["iss"] = _frappe.Urls.First(), ["sub"] = "6271acb4a200564313fb7cbf8c0af37ebc59b60",
            ["name"] = "Sys", ["given_name"] = "Sys", ["family_name"] = null, ["email"] = _email, ["picture"] = null, ["roles"] = new[] { "System Manager", "All", "Guest", "Desk User" },
        };
        var text = Base64Url.EncodeToString("""{"alg":"HS256","typ":"jwt"}"""u8) + "." + Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(payload));
        return text + "." + Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_signedWith), Encoding.ASCII.GetBytes(text)));
    }
}
