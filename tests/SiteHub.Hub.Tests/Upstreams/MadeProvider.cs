using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace SiteHub.Hub.Tests.Upstreams;

/// <summary>An OpenID provider that signs, or does not, as a test says, and remembers what it was asked.</summary>
internal sealed class MadeProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RSA _key = RSA.Create(2048);

    public MadeProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        {
            ["issuer"] = Issuer.AbsoluteUri, ["authorization_endpoint"] = Issuer + "authorize", ["token_endpoint"] = Issuer + "token", ["jwks_uri"] = Issuer + "keys",
            ["response_types_supported"] = new[] { "code" }, ["subject_types_supported"] = new[] { "public" }, ["id_token_signing_alg_values_supported"] = Named,
        }));
        _app.MapGet("/keys", () => Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = "k", n = Base64UrlEncoder.Encode(_key.ExportParameters(false).Modulus), e = Base64UrlEncoder.Encode(_key.ExportParameters(false).Exponent) } } }));
        _app.MapGet("/authorize", (HttpContext http) =>
        {
            Asked.Enqueue(HttpUtility.ParseQueryString(http.Request.QueryString.Value!));
            Nonce = http.Request.Query["nonce"].ToString();
            return Results.Redirect($"{http.Request.Query["redirect_uri"]}?code=c&state={HttpUtility.UrlEncode(http.Request.Query["state"].ToString())}");
        });
        _app.MapPost("/token", () => Results.Json(new { access_token = "a", token_type = "Bearer", id_token = Token(), expires_in = 60 }));
    }

    public Uri Issuer { get; private set; } = null!;

    /// <summary>What its discovery names.</summary>
    public string[] Named { get; set; } = ["RS256"];

    public string Algorithm { get; set; } = "RS256";

    public bool Signs { get; set; } = true;

    public string Name { get; set; } = "Una";

    /// <summary>null: it does not say.</summary>
    public DateTimeOffset? Authenticated { get; set; }

    public ConcurrentQueue<System.Collections.Specialized.NameValueCollection> Asked { get; } = new();

    private string Nonce { get; set; } = "";

    public async Task Start()
    {
        await _app.StartAsync();
        Issuer = new Uri(_app.Urls.First() + "/");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private string Token()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object> { ["iss"] = Issuer.AbsoluteUri, ["aud"] = "hub", ["sub"] = "u1", ["nonce"] = Nonce, ["iat"] = now, ["exp"] = now + 60, ["email"] = "una@lakeside.example", ["email_verified"] = true, ["name"] = Name };
        if (Authenticated is { } at)
        {
            claims["auth_time"] = at.ToUnixTimeSeconds();
        }

        var text = $"{Base64UrlEncoder.Encode($$"""{"alg":"{{Algorithm}}","typ":"JWT","kid":"k"}""")}.{Base64UrlEncoder.Encode(System.Text.Json.JsonSerializer.Serialize(claims))}";
        var bytes = Encoding.ASCII.GetBytes(text);
        return $"{text}." + (!Signs || Algorithm == "none" ? "" : Base64UrlEncoder.Encode(Algorithm switch
        {
            "HS256" => HMACSHA256.HashData(Encoding.UTF8.GetBytes(HubFixture.Secret), bytes),
            "RS384" => _key.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
            _ => _key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        }));
    }
}
