using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace SiteHub.Agent.Tests.SignIn;

/// <summary>Somebody whom the hub knows.</summary>
public sealed record Person(string Subject, string? Email, params string[] Roles)
{
    public bool Verified { get; init; } = true;

    public string Name { get; init; } = "Ann Other";

    public string? Locale { get; init; }
}

/// <summary>An OpenID provider as the hub is one: code flow with PKCE, refresh tokens that rotate with a leeway of 30 seconds, ES256.</summary>
public sealed class FakeHub : IAsyncDisposable
{
    public const string Secret = "client-secret";
    public const string Client = "site-acme";

    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(30);

    private readonly ECDsa _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsaSecurityKey _key;
    private readonly ConcurrentDictionary<string, Dictionary<string, string>> _codes = new();
    private readonly ConcurrentDictionary<string, RefreshToken> _refresh = new();
    private readonly ConcurrentDictionary<string, Person> _access = new();
    private readonly FakeTimeProvider _time;
    private readonly WebApplication _app;

    private FakeHub(FakeTimeProvider time)
    {
        _time = time;
        _key = new ECDsaSecurityKey(_ecdsa) { KeyId = "k1" };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapGet("/.well-known/openid-configuration", () => Instead is { } instead ? Results.Text(instead(this), "application/json") : Results.Json(new
        {
            issuer = Url.AbsoluteUri,
            authorization_endpoint = Url + "connect/authorize",
            token_endpoint = Url + "connect/token",
            userinfo_endpoint = Url + "connect/userinfo",
            end_session_endpoint = Url + "connect/endsession",
            jwks_uri = Url + ".well-known/jwks",
        }));
        _app.MapGet("/.well-known/jwks", Keys);
        _app.MapGet("/connect/authorize", Authorize);
        _app.MapPost("/connect/token", (Delegate)Token);
        _app.MapGet("/connect/userinfo", (HttpContext http) =>
            _access.TryGetValue(http.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal), out var person)
                ? Results.Json(new { sub = person.Subject, email = person.Email, name = person.Name })
                : Results.Unauthorized());
        _app.MapPost("/sitehub/v1/links/acme/ask", (HttpContext http) => Asked is { } asked ? asked(http) : Task.CompletedTask);
        _app.MapGet("/connect/endsession", (string post_logout_redirect_uri, string state, string? id_token_hint) =>
        {
            Hints.Add(id_token_hint);
            return Results.Redirect($"{post_logout_redirect_uri}?state={Uri.EscapeDataString(state)}");
        });
    }

    /// <summary>Who is signed in at the hub's own pages.</summary>
    public Person Person { get; set; } = new("sub-ann", "ann@example.com", "Reader");

    /// <summary>The key that it has turned to; it publishes this one alone.</summary>
    public ECDsaSecurityKey? Turned { get; set; }

    /// <summary>What a box between the two answers in the place of its discovery.</summary>
    public Func<FakeHub, string>? Instead { get; set; }

    /// <summary>What it does with what the site asks by its link; null: the site gets no token for its link either.</summary>
    public Func<HttpContext, Task>? Asked { get; set; }

    public string Sid { get; set; } = "sid-1";

    public TimeSpan Life { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Null: it does not say.</summary>
    public string? SaysIssuer { get; set; } = "";

    public Action<Dictionary<string, object>>? ChangeIdToken { get; set; }

    public string IdTokenType { get; set; } = "JWT";

    /// <summary>An error in place of tokens at a refresh.</summary>
    public string? RefuseRefresh { get; set; }

    /// <summary>How far its clock is off.</summary>
    public TimeSpan Ahead { get; set; }

    public int Refreshes => _refreshes;

    public List<string?> Hints { get; } = [];

    public List<string> Given { get; } = [];

    public Dictionary<string, string> LastAuthorize { get; private set; } = [];

    public Uri Url => new(_app.Urls.First() + "/");

    private int _refreshes;

    public static async Task<FakeHub> Started(FakeTimeProvider time)
    {
        var hub = new FakeHub(time);
        await hub._app.StartAsync();
        return hub;
    }

    public string LogoutToken(Action<Dictionary<string, object>>? change = null, string type = "logout+jwt", SecurityKey? key = null)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Url.AbsoluteUri,
            ["aud"] = Client,
            ["iat"] = now,
            ["exp"] = now + 120,
            ["jti"] = Guid.NewGuid().ToString(),
            ["sub"] = Person.Subject,
            ["sid"] = Sid,
            ["events"] = new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = new Dictionary<string, object>() },
        };
        change?.Invoke(claims);
        return Sign(claims, type, key);
    }

    /// <summary>Every access token is worth nothing from now on.</summary>
    public void RevokeAccess() => _access.Clear();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _ecdsa.Dispose();
    }

    public string Sign(Dictionary<string, object> claims, string type, SecurityKey? key = null) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
        new SecurityTokenDescriptor { Claims = claims, TokenType = type, SigningCredentials = new SigningCredentials(key ?? _key, key is SymmetricSecurityKey ? "HS256" : "ES256") });

    private object Keys()
    {
        var shown = Turned ?? _key;
        var point = shown.ECDsa.ExportParameters(false).Q;
        return new { keys = new[] { new { kty = "EC", crv = "P-256", alg = "ES256", use = "sig", kid = shown.KeyId, x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) } } };
    }

    private IResult Authorize(HttpContext http)
    {
        LastAuthorize = http.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString());
        if (LastAuthorize["client_id"] != Client || LastAuthorize["redirect_uri"] != "http://localhost:5101/signin-oidc" || LastAuthorize["code_challenge_method"] != "S256")
        {
            return Results.BadRequest();
        }

        var code = Guid.NewGuid().ToString("N");
        _codes[code] = LastAuthorize;
        var issuer = SaysIssuer is null ? "" : $"&iss={Uri.EscapeDataString(SaysIssuer.Length == 0 ? Url.AbsoluteUri : SaysIssuer)}";
        return Results.Redirect($"{LastAuthorize["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(LastAuthorize["state"])}{issuer}");
    }

    private async Task<IResult> Token(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        http.Response.Headers.Date = (_time.GetUtcNow() + Ahead).ToString("R");
        if (form["client_id"] != Client || form["client_secret"] != Secret)
        {
            return Error("invalid_client");
        }

        switch (form["grant_type"].ToString())
        {
            case "authorization_code" when _codes.TryRemove(form["code"].ToString(), out var asked):
                var proof = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
                return proof == asked["code_challenge"] && form["redirect_uri"] == asked["redirect_uri"]
                    ? Give(Person, Guid.NewGuid().ToString(), asked["scope"].Contains("offline_access", StringComparison.Ordinal), asked["nonce"])
                    : Error("invalid_grant");
            case "client_credentials" when Asked is not null:
                return Results.Json(new { access_token = "link-token", token_type = "Bearer", expires_in = 300 });
            case "refresh_token":
                Interlocked.Increment(ref _refreshes);
                if (RefuseRefresh is not null || !_refresh.TryGetValue(form["refresh_token"].ToString(), out var token))
                {
                    return Error(RefuseRefresh ?? "invalid_grant");
                }

                if (token.UsedAt is { } used && _time.GetUtcNow() - used > Leeway)
                {
                    // Theft: the whole family is worth nothing.
                    foreach (var (text, one) in _refresh.Where(t => t.Value.Family == token.Family))
                    {
                        _refresh.TryRemove(text, out _);
                    }

                    return Error("invalid_grant");
                }

                token.UsedAt ??= _time.GetUtcNow();
                return Give(token.Person, token.Family, refresh: true, nonce: null);
            default:
                return Error("invalid_grant");
        }
    }

    private static IResult Error(string error) => Results.Json(new { error, error_description = $"said the hub: {error}" }, statusCode: 400);

    private IResult Give(Person person, string family, bool refresh, string? nonce)
    {
        var access = Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N");
        _access[access] = person;
        Given.Add(access);
        var answer = new Dictionary<string, object> { ["access_token"] = access, ["token_type"] = "Bearer", ["expires_in"] = (int)Life.TotalSeconds };
        if (refresh)
        {
            var next = "refresh-" + Guid.NewGuid().ToString("N");
            _refresh[next] = new RefreshToken(person, family);
            Given.Add(next);
            answer["refresh_token"] = next;
        }

        if (nonce is not null)
        {
            answer["id_token"] = IdToken(person, nonce);
        }

        return Results.Json(answer);
    }

    private string IdToken(Person person, string nonce)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Url.AbsoluteUri,
            ["aud"] = Client,
            ["sub"] = person.Subject,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["nonce"] = nonce,
            ["sid"] = Sid,
            ["name"] = person.Name,
            ["email_verified"] = person.Verified,
            ["roles"] = person.Roles,
        };
        if (person.Email is not null)
        {
            claims["email"] = person.Email;
        }

        if (person.Locale is not null)
        {
            claims["locale"] = person.Locale;
        }

        ChangeIdToken?.Invoke(claims);
        return Sign(claims, IdTokenType);
    }

    private sealed class RefreshToken(Person person, string family)
    {
        public Person Person => person;

        public string Family => family;

        public DateTimeOffset? UsedAt { get; set; }
    }
}
