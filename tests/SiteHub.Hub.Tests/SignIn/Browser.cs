using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;

namespace SiteHub.Hub.Tests.SignIn;

/// <summary>What a browser does, without drawing: keeps cookies, fills in forms, and stops at each redirect.</summary>
public sealed partial class Browser : IDisposable
{
    public const string Callback = "http://acme.localhost:5101/signin-oidc";

    private readonly HttpClient _http;
    private readonly CookieContainer _cookies = new();

    public Browser(HubFixture hub) =>
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true, CookieContainer = _cookies }) { BaseAddress = hub.Http.BaseAddress };

    public Uri Base => _http.BaseAddress!;

    /// <summary>As they stand in the header.</summary>
    public string Cookies => _cookies.GetCookieHeader(Base);

    public async Task<HttpResponseMessage> Get(string url) => await _http.GetAsync(url);

    /// <summary>Of an answer that does not end, its head.</summary>
    public async Task<HttpResponseMessage> Send(HttpRequestMessage request) => await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

    /// <summary>Fetches a page and sends its form with these fields.</summary>
    public async Task<HttpResponseMessage> Submit(string page, params (string Name, string Value)[] fields)
    {
        var html = await _http.GetStringAsync(page);
        return await Post(page, Token(html), fields);
    }

    /// <summary>Sends a form of one page to another address, as a button with an action of its own does.</summary>
    public async Task<HttpResponseMessage> Submit(string action, string page, params (string Name, string Value)[] fields) =>
        await Post(action, Token(await _http.GetStringAsync(page)), fields);

    /// <returns>the page that answers</returns>
    public async Task<string> Submitted(string action, string page, params (string Name, string Value)[] fields)
    {
        using var response = await Submit(action, page, fields);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Follows redirects, over hosts too, until a page answers.</summary>
    /// <returns>where it stands at the hub, without host</returns>
    public async Task<string> Follow(Uri to)
    {
        for (var hops = 0; hops < 20; hops++)
        {
            to = new Uri(_http.BaseAddress!, to);
            using var response = await _http.GetAsync(to);
            if (response.Headers.Location is not { } next)
            {
                return to.PathAndQuery;
            }

            to = new Uri(to, next);
        }

        throw new InvalidOperationException($"redirected in a circle at {to}");
    }

    /// <summary>Follows redirects until one leads to an address that begins so, and stops before it.</summary>
    public async Task<Uri> Until(Uri to, string start)
    {
        while (!to.AbsoluteUri.StartsWith(start, StringComparison.Ordinal))
        {
            using var response = await _http.GetAsync(to);
            to = new Uri(to, response.Headers.Location ?? throw new InvalidOperationException($"{to} answers {(int)response.StatusCode}"));
        }

        return to;
    }

    internal Task<Customers.EventStream> Stream(string url) => Customers.EventStream.Open(_http, url);

    public async Task<string> Page(string url) => await _http.GetStringAsync(url);

    public async Task<HttpResponseMessage> Post(string url, string? antiforgery, params (string Name, string Value)[] fields)
    {
        var form = fields.Select(static f => KeyValuePair.Create(f.Name, f.Value));
        using var content = new FormUrlEncodedContent(antiforgery is null ? form : form.Append(KeyValuePair.Create("__RequestVerificationToken", antiforgery)));
        return await GoOn(await _http.PostAsync(url, content));
    }

    /// <summary>A page that goes on by itself is, to who does not draw, what a redirect is.</summary>
    private static async Task<HttpResponseMessage> GoOn(HttpResponseMessage answer)
    {
        if (answer.Content.Headers.ContentType?.MediaType == "text/html" && Refresh().Match(await answer.Content.ReadAsStringAsync()) is { Success: true } next)
        {
            answer.StatusCode = HttpStatusCode.Redirect;
            answer.Headers.Location = new Uri(HttpUtility.HtmlDecode(next.Groups[1].Value), UriKind.RelativeOrAbsolute);
        }

        return answer;
    }

    /// <returns>the answer to the password</returns>
    public async Task<HttpResponseMessage> SignIn(string email, string password, string returnUrl = "/")
    {
        var back = "returnUrl=" + HttpUtility.UrlEncode(returnUrl);
        using var first = await Submit("/signin?" + back, ("Email", email));
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await Post("/signin/password?" + back, Token(await first.Content.ReadAsStringAsync()), ("Password", password));
    }

    /// <summary>Asks for a code as a site does.</summary>
    public async Task<Sent> Authorize(string client = "site-acme", string scope = "openid profile email roles offline_access", string redirect = Callback, string more = "")
    {
        var verifier = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var challenge = System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        using var response = await Get(
            $"/connect/authorize?response_type=code&client_id={client}&redirect_uri={HttpUtility.UrlEncode(redirect)}&scope={HttpUtility.UrlEncode(scope)}&state=s&nonce=n&code_challenge={challenge}&code_challenge_method=S256{more}");
        var page = await response.Content.ReadAsStringAsync();

        // The page that asks stands in place of the answer; where it would go on is written in it.
        var asks = response.StatusCode == HttpStatusCode.OK ? Wanted().Match(page) : Match.Empty;
        var location = asks.Success ? new Uri($"{(page.Contains("action=\"/signin/choose\"", StringComparison.Ordinal) ? "/signin/choose" : "/signin")}?returnUrl={HttpUtility.UrlEncode(HttpUtility.HtmlDecode(asks.Groups[1].Value))}", UriKind.Relative) : response.Headers.Location;
        return new Sent(response.StatusCode, location, page, verifier);
    }

    public async Task<(HttpStatusCode Status, JsonNode Answer)> Redeem(Sent sent, string client = "site-acme", string redirect = Callback, string? verifier = null) =>
        await Token(("grant_type", "authorization_code"), ("client_id", client), ("client_secret", HubFixture.Secret), ("code", sent.Query["code"] ?? ""), ("redirect_uri", redirect), ("code_verifier", verifier ?? sent.Verifier));

    public async Task<(HttpStatusCode Status, JsonNode Answer)> Refresh(string token, string client = "site-acme", string? scope = null) =>
        await Token([("grant_type", "refresh_token"), ("client_id", client), ("client_secret", HubFixture.Secret), ("refresh_token", token), .. scope is null ? Array.Empty<(string, string)>() : [("scope", scope)]]);

    public async Task<(HttpStatusCode Status, JsonNode Answer)> Token(params (string Name, string Value)[] fields)
    {
        using var response = await Post("/connect/token", null, fields);
        return (response.StatusCode, (await JsonNode.ParseAsync(await response.Content.ReadAsStreamAsync()))!);
    }

    public static JsonObject Claims(string jwt) => JsonSerializer.Deserialize<JsonObject>(System.Buffers.Text.Base64Url.DecodeFromChars(jwt.Split('.')[1]))!;

    public static string Token(string html) => HttpUtility.HtmlDecode(AntiforgeryField().Matches(html).Last().Groups[1].Value);

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("""<meta http-equiv="refresh" content="0;url=([^"]*)">""")]
    private static partial Regex Refresh();

    [GeneratedRegex("""name="ReturnUrl" value="([^"]*)""")]
    private static partial Regex Wanted();

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="([^"]*)""")]
    private static partial Regex AntiforgeryField();
}

/// <summary>Where an authorization request led.</summary>
public sealed record Sent(HttpStatusCode Status, Uri? Location, string Page, string Verifier)
{
    public System.Collections.Specialized.NameValueCollection Query => HttpUtility.ParseQueryString(Location is { IsAbsoluteUri: true } at ? at.Query : Location?.OriginalString.Split('?', 2).ElementAtOrDefault(1) ?? "");
}
