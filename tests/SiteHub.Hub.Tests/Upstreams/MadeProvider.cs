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
    private RSA _key = RSA.Create(2048);
    private string _kid = "k";

    public MadeProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => IsAway ? Results.StatusCode(503) : Results.Json(new Dictionary<string, object>(Discovery)
        {
            ["issuer"] = Issuer.AbsoluteUri, ["authorization_endpoint"] = Issuer + "authorize", ["token_endpoint"] = Issuer + "token", ["jwks_uri"] = Issuer + "keys",
            ["response_types_supported"] = new[] { "code" }, ["subject_types_supported"] = new[] { "public" }, ["id_token_signing_alg_values_supported"] = Named,
        }));
        _app.MapGet("/keys", () => Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = _kid, n = Base64UrlEncoder.Encode(_key.ExportParameters(false).Modulus), e = Base64UrlEncoder.Encode(_key.ExportParameters(false).Exponent) } } }));
        _app.MapGet("/authorize", (HttpContext http) =>
        {
            Asked.Enqueue(HttpUtility.ParseQueryString(http.Request.QueryString.Value!));
            Nonce = http.Request.Query["nonce"].ToString();
            return Results.Redirect($"{http.Request.Query["redirect_uri"]}?code=c&state={HttpUtility.UrlEncode(http.Request.Query["state"].ToString())}");
        });
        _app.MapGet("/out", (HttpContext http) =>
        {
            Out.Enqueue(HttpUtility.ParseQueryString(http.Request.QueryString.Value!));
            return Results.Redirect($"{http.Request.Query["post_logout_redirect_uri"]}?state={HttpUtility.UrlEncode(http.Request.Query["state"].ToString())}");
        });
        _app.MapPost("/token", async (HttpContext http) =>
        {
            var form = await http.Request.ReadFormAsync();
            Redeemed.Enqueue((http.Request.Headers.Authorization.ToString(), form.ToDictionary(static f => f.Key, static f => f.Value.ToString())));
            return Authenticates?.Invoke(Redeemed.Last()) == false ? Results.Json(new { error = "invalid_client" }, statusCode: 401) : Results.Json(new { access_token = "a", token_type = "Bearer", id_token = Token(), expires_in = 60 });
        });
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

    public ConcurrentQueue<System.Collections.Specialized.NameValueCollection> Out { get; } = new();

    public ConcurrentQueue<(string Authorization, Dictionary<string, string> Form)> Redeemed { get; } = new();

    /// <summary>Whether a client's request for tokens shows it; null: it is not looked at.</summary>
    public Func<(string Authorization, Dictionary<string, string> Form), bool>? Authenticates { get; set; }

    /// <summary>Further members of its discovery.</summary>
    public Dictionary<string, object> Discovery { get; } = [];

    /// <summary>What it says of the person, over what it always says; null takes a claim away.</summary>
    public Dictionary<string, object?> Says { get; } = [];

    /// <summary>Its discovery is not answered.</summary>
    public bool IsAway { get; set; }

    private string Nonce { get; set; } = "";

    /// <summary>Signs with another key from now on, and shows that alone.</summary>
    public void ChangeKeys() => (_key, _kid) = (RSA.Create(2048), _kid + "k");

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

        foreach (var (name, value) in Says)
        {
            claims.Remove(name);
            if (value is not null)
            {
                claims[name] = value;
            }
        }

        return Signed(claims, "JWT");
    }

    /// <summary>A logout token (OpenID Connect Back-Channel Logout 1.0).</summary>
    public string Logout(string? sub, string? sid, Action<Dictionary<string, object>>? change = null, string type = "logout+jwt")
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Issuer.AbsoluteUri, ["aud"] = "hub", ["iat"] = now, ["exp"] = now + 120, ["jti"] = Guid.NewGuid().ToString("N"),
            ["events"] = new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = new Dictionary<string, object>() },
        };
        if (sub is not null)
        {
            claims["sub"] = sub;
        }

        if (sid is not null)
        {
            claims["sid"] = sid;
        }

        change?.Invoke(claims);
        return Signed(claims, type);
    }

    private string Signed(Dictionary<string, object> claims, string type)
    {
        var text = $"{Base64UrlEncoder.Encode($$"""{"alg":"{{Algorithm}}","typ":"{{type}}","kid":"{{_kid}}"}""")}.{Base64UrlEncoder.Encode(System.Text.Json.JsonSerializer.Serialize(claims))}";
        var bytes = Encoding.ASCII.GetBytes(text);
        return $"{text}." + (!Signs || Algorithm == "none" ? "" : Base64UrlEncoder.Encode(Algorithm switch
        {
            "HS256" => HMACSHA256.HashData(Encoding.UTF8.GetBytes(HubFixture.Secret), bytes),
            "RS384" => _key.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
            _ => _key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        }));
    }
}
