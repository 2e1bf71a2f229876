using System.Net;
using System.Text.RegularExpressions;

namespace SiteHub.Agent.Tests.SignIn;

/// <summary>Keeps cookies, follows redirects between the site and the hub, and sends forms with the hidden fields of the page it is on.</summary>
public sealed partial class Browser(SiteFixture site) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    /// <summary>By name; those of the hub are not needed.</summary>
    public Dictionary<string, string> Cookies { get; } = [];

    public string Language { get; set; } = "en";

    public string Page { get; private set; } = "";

    public List<string> Visited { get; } = [];

    public HttpResponseMessage Last { get; private set; } = null!;

    public Task<Browser> Open(string path, bool follow = true) => Go(HttpMethod.Get, Absolute(path), null, follow);

    /// <param name="path">where to</param>
    /// <param name="fields">what is filled in</param>
    /// <param name="forged">without the page's antiforgery token</param>
    public Task<Browser> Send(string path, Dictionary<string, string>? fields = null, bool forged = false)
    {
        var all = new Dictionary<string, string>();
        if (!forged && Token().Match(Page) is { Success: true } token)
        {
            all["__RequestVerificationToken"] = token.Groups[1].Value;
        }

        foreach (var (name, value) in fields ?? [])
        {
            all[name] = value;
        }

        return Go(HttpMethod.Post, Absolute(path), new FormUrlEncodedContent(all), follow: true);
    }

    /// <summary>Sends the page's form with a file.</summary>
    public Task<Browser> Attach(string path, string field, string fileName, byte[] bytes)
    {
        var form = new MultipartFormDataContent { { new StringContent(Token().Match(Page).Groups[1].Value), "__RequestVerificationToken" } };
        form.Add(new ByteArrayContent(bytes), field, fileName);
        return Go(HttpMethod.Post, Absolute(path), form, follow: true);
    }

    public Browser ShouldBe(HttpStatusCode status)
    {
        Last.StatusCode.ShouldBe(status, Page);
        return this;
    }

    /// <summary>The inputs of the page as they stand, but those that are locked.</summary>
    public Dictionary<string, string> Fields()
    {
        var fields = new Dictionary<string, string>();
        foreach (Match input in Input().Matches(Page))
        {
            var tag = input.Value;
            if (!tag.Contains(" disabled", StringComparison.Ordinal) && Attribute(tag, "name") is { } name && (Attribute(tag, "type") != "checkbox" || tag.Contains(" checked", StringComparison.Ordinal)))
            {
                fields[name] = Attribute(tag, "value") ?? "";
            }
        }

        foreach (Match area in Area().Matches(Page))
        {
            if (!area.Value.Contains(" disabled", StringComparison.Ordinal))
            {
                fields[Attribute(area.Value, "name")!] = WebUtility.HtmlDecode(area.Groups[1].Value.TrimStart('\r', '\n'));
            }
        }

        return fields;
    }

    public void Dispose() => _http.Dispose();

    private static string? Attribute(string tag, string name) =>
        Regex.Match(tag, $" {name}=\"([^\"]*)\"") is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;

    private static Uri Absolute(string path) => new(new Uri("http://localhost:5101"), path);

    private async Task<Browser> Go(HttpMethod method, Uri target, HttpContent? content, bool follow)
    {
        for (var hops = 0; hops < 12; hops++)
        {
            Visited.Add(target.ToString());
            var atSite = target.Authority == "localhost:5101";
            using var request = new HttpRequestMessage(method, atSite ? new Uri(site.Http.BaseAddress!, target.PathAndQuery) : target) { Content = content };
            request.Headers.TryAddWithoutValidation("Accept-Language", Language);
            if (atSite && Cookies.Count > 0)
            {
                request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")));
            }

            Last = await _http.SendAsync(request);
            Page = await Last.Content.ReadAsStringAsync();
            Keep(Last);
            var next = Last.Headers.Location ?? (Refresh().Match(Page) is { Success: true } onward ? new Uri(WebUtility.HtmlDecode(onward.Groups[1].Value), UriKind.RelativeOrAbsolute) : null);
            if (!follow || next is null)
            {
                return this;
            }

            (method, content, target) = (HttpMethod.Get, null, new Uri(target, next));
        }

        throw new InvalidOperationException("Redirected in a circle: " + string.Join("\n", Visited));
    }

    private void Keep(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var set))
        {
            return;
        }

        foreach (var cookie in set)
        {
            var pair = cookie.Split(';')[0].Split('=', 2);
            if (pair[1].Length == 0)
            {
                Cookies.Remove(pair[0]);
            }
            else
            {
                Cookies[pair[0]] = pair[1];
            }
        }
    }

    [GeneratedRegex("<meta http-equiv=\"refresh\" content=\"0;url=([^\"]*)\">")]
    private static partial Regex Refresh();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("<input [^>]+>")]
    private static partial Regex Input();

    [GeneratedRegex("<textarea [^>]+>([^<]*)</textarea>")]
    private static partial Regex Area();
}
