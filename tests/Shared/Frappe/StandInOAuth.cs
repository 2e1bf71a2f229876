using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace SiteHub.Testing.Frappe;

/// <summary>Frappe as an OAuth provider, as recorded (200 to 220): it asks for no secret, takes PKCE where it is sent, and takes a refresh token that was used once more.</summary>
internal sealed class StandInOAuth(StandInFrappe frappe)
{
    public const string ClientId = "t1hc0kuu1q";
    public const string ClientSecret = "e4fdafa80d";

    private const string Methods = "/api/method/frappe.integrations.oauth2.";

    private readonly ConcurrentDictionary<string, (IQueryCollection Asked, string User)> _codes = new();
    private readonly ConcurrentDictionary<string, (string User, DateTimeOffset Ends)> _access = new();
    private readonly ConcurrentDictionary<string, string> _refresh = new();

    /// <summary>To the letter.</summary>
    public string RedirectUri { get; set; } = "http://localhost:5101/admin/source/authorization/callback";

    /// <summary>A client may have several, parted by spaces; here the other is that of people who connect their own users.</summary>
    public string OwnRedirectUri { get; set; } = "http://localhost:5101/me/acting/callback";

    public string Scopes { get; set; } = "all openid";

    /// <summary>Who is signed in at Frappe in the browser that comes; null: nobody.</summary>
    public string? SignedIn { get; set; } = "Administrator";

    public bool Denies { get; set; }

    public TimeSpan Life { get; set; } = TimeSpan.FromHours(1);

    /// <summary>An error in place of tokens at a refresh.</summary>
    public string? RefuseRefresh { get; set; }

    /// <summary>So many refreshes are done and not answered.</summary>
    public int LoseAnswers { get; set; }

    /// <summary>A version that ends a refresh token when it is used.</summary>
    public bool EndsFormer { get; set; }

    public int Refreshes { get; private set; }

    /// <summary>Every token that was given out.</summary>
    public ConcurrentQueue<string> Given { get; } = new();

    /// <summary>Between the question for new tokens and its answer.</summary>
    public Func<Task>? WhileRenewed { get; set; }

    public static bool Handles(string path) => path.StartsWith(Methods, StringComparison.Ordinal);

    public StandInUser? UserOf(string bearer) => _access.TryGetValue(bearer, out var one) && one.Ends > frappe.Site.Clock.Time.GetUtcNow() ? frappe.Site.Users.Find(user => user.Name == one.User) : null;

    /// <summary>Access tokens are worth nothing from now on, whatever they said of their end.</summary>
    public void RevokeAccess() => _access.Clear();

    public async Task<int> Answer(HttpContext http, string path)
    {
        var name = path[Methods.Length..].Split('?')[0];
        switch (name)
        {
            case "authorize":
                return await Authorize(http);
            case "get_token":
                return await Token(http, await http.Request.ReadFormAsync());
            case "revoke_token":
                var token = (await http.Request.ReadFormAsync())["token"].ToString();
                if (_access.TryRemove(token, out _))
                {
                    return await Json(http, 200, []);
                }

                // Of one that it does not know, or has tidied away, Guest may not even ask.
                http.Response.StatusCode = 403;
                await http.Response.WriteAsync(new StandInError(403, "PermissionError", "frappe.exceptions.PermissionError", "User <strong>Guest</strong> does not have doctype access").ToJson(v2: false));
                return 403;
            case "openid_profile" when UserOf(http.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal)) is { } user:
                return await Json(http, 200, new JsonObject { ["sub"] = "6271acb4a200564313fb7cbf8c0af37ebc59b60", ["name"] = user.Name, ["given_name"] = user.Name, ["family_name"] = null, ["email"] = user.Name, ["picture"] = null, ["roles"] = new JsonArray("System Manager", "All", "Guest", "Desk User"), ["iss"] = frappe.Url.GetLeftPart(UriPartial.Authority) });
            default:
                http.Response.StatusCode = 401;
                await http.Response.WriteAsync(StandInError.Unauthorized().ToJson(v2: false));
                return 401;
        }
    }

    private async Task<int> Authorize(HttpContext http)
    {
        var asked = http.Request.Query;
        if (SignedIn is not { } user)
        {
            http.Response.Redirect("/login?redirect-to=" + Uri.EscapeDataString(http.Request.Path + http.Request.QueryString));
            return 302;
        }

        if (asked["client_id"] != ClientId || (asked["redirect_uri"] != RedirectUri && asked["redirect_uri"] != OwnRedirectUri))
        {
            return await Json(http, 400, new JsonObject { ["description"] = "Mismatching redirect URI.", ["status_code"] = 400, ["error"] = "invalid_request" });
        }

        if (asked["scope"].ToString().Split(' ').Except(Scopes.Split(' ')).Any())
        {
            return await Json(http, 400, new JsonObject { ["description"] = "", ["status_code"] = 400, ["error"] = "invalid_scope" });
        }

        var state = Uri.EscapeDataString(asked["state"].ToString());
        if (Denies)
        {
            http.Response.Redirect($"{asked["redirect_uri"]}?error=access_denied&state={state}");
            return 302;
        }

        var code = Random();
        _codes[code] = (asked, user);
        http.Response.Redirect($"{asked["redirect_uri"]}?code={code}&state={state}");
        return 302;
    }

    private async Task<int> Token(HttpContext http, IFormCollection form)
    {
        if (form["client_id"] != ClientId)
        {
            http.Response.StatusCode = 404;
            await http.Response.WriteAsync(StandInError.Missing("OAuth Client", form["client_id"].ToString()).ToJson(v2: false));
            return 404;
        }

        if (form["grant_type"] == "authorization_code" && _codes.TryRemove(form["code"].ToString(), out var one) && form["redirect_uri"] == one.Asked["redirect_uri"] && Proven(one.Asked, form["code_verifier"].ToString()))
        {
            return await Json(http, 200, Give(one.User));
        }

        if (form["grant_type"] == "refresh_token" && RefuseRefresh is null && _refresh.TryGetValue(form["refresh_token"].ToString(), out var user))
        {
            await (WhileRenewed?.Invoke() ?? Task.CompletedTask);
            Refreshes++;
            if (EndsFormer)
            {
                _refresh.TryRemove(form["refresh_token"].ToString(), out _);
            }

            var given = Give(user);
            if (LoseAnswers > 0)
            {
                LoseAnswers--;
                http.Abort();
                return 0;
            }

            return await Json(http, 200, given);
        }

        Refreshes += form["grant_type"] == "refresh_token" ? 1 : 0;
        return await Json(http, 400, new JsonObject { ["error"] = RefuseRefresh ?? "invalid_grant" });
    }

    private JsonObject Give(string user)
    {
        var (access, refresh) = (Random(), Random());
        _access[access] = (user, frappe.Site.Clock.Time.GetUtcNow() + Life);
        _refresh[refresh] = user;
        Given.Enqueue(access);
        Given.Enqueue(refresh);
        return new JsonObject { ["access_token"] = access, ["expires_in"] = (int)Life.TotalSeconds, ["token_type"] = "Bearer", ["scope"] = "openid all", ["refresh_token"] = refresh };
    }

    private static bool Proven(IQueryCollection asked, string verifier) =>
        !asked.ContainsKey("code_challenge") || asked["code_challenge"] == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private static async Task<int> Json(HttpContext http, int status, JsonObject body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(body.ToJsonString());
        return status;
    }

    private static string Random() => RandomNumberGenerator.GetHexString(30, lowercase: true);
}
