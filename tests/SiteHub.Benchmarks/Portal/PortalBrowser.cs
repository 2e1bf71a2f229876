using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;
using SiteHub.Benchmarks.Roles;

namespace SiteHub.Benchmarks.Portal;

/// <summary>Somebody who is signed in at the hub, over plain HTTP.</summary>
internal static partial class PortalBrowser
{
    public const string Member = "buyer@riverside.example";

    public static async Task<HttpClient> SignedInAsync(Company company, string person = Member)
    {
        var password = (string)JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(company.Folder, "people.json")))![person]!;
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true, MaxConnectionsPerServer = 2_000 }) { BaseAddress = company.HubAddress, Timeout = TimeSpan.FromMinutes(5) };
        await SignInPages.FillInAsync(http, "/signin", person, password);
        return http;
    }

    /// <summary>Presses the button of an action on a document's page.</summary>
    public static async Task ActAsync(HttpClient http, string path, string action)
    {
        var html = await http.GetStringAsync(new Uri(path, UriKind.Relative));
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["act"] = action, ["hash"] = Field("hash"), ["key"] = Field("key"), ["__RequestVerificationToken"] = HttpUtility.HtmlDecode(Antiforgery().Matches(html).Last().Groups[1].Value),
        });
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), form);
        if (answer.StatusCode != HttpStatusCode.Redirect)
        {
            throw new InvalidOperationException($"{action} on {path}: {answer.StatusCode}");
        }

        string Field(string name) => HttpUtility.HtmlDecode(Regex.Match(html, $"name=\"{name}\" value=\"([^\"]*)\"", RegexOptions.NonBacktracking).Groups[1].Value);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]*)")]
    private static partial Regex Antiforgery();
}
