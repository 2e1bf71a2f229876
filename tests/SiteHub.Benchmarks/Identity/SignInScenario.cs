using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using SiteHub.Benchmarks.Portal;
using SiteHub.Benchmarks.Roles;

namespace SiteHub.Benchmarks.Identity;

/// <summary>A full code flow, from the first form to the tokens, each in a browser of its own. Most of it is the password's hash, which is meant to be slow.</summary>
internal static class SignInScenario
{
    private const int Browsers = 4;
    private const string Email = "sales@acme.example";
    private const string Callback = "signin-oidc";

    public static async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, Progress progress)
    {
        await using var company = Company.Prepare(Path.Combine(options.Data, "signin"));
        await company.StartHub(asUp: true).ReadyAsync();
        var password = (string)JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(company.Folder, "people.json")))![Email]!;
        await SignInAsync(company, password);
        progress.Tell("Signing in");
        var began = Stopwatch.GetTimestamp();
        var longest = TimeSpan.FromSeconds(options.Seconds);
        var times = (await Task.WhenAll(Enumerable.Range(0, Browsers).Select(async _ =>
        {
            var mine = new List<double>();
            while (Stopwatch.GetElapsedTime(began) < longest)
            {
                var sent = Stopwatch.GetTimestamp();
                await SignInAsync(company, password);
                mine.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }

            return mine;
        }))).SelectMany(static mine => mine).Order().ToList();
        var result = new BenchmarkResult("signin");
        result.Note("per_second", times.Count / Stopwatch.GetElapsedTime(began).TotalSeconds, $"whole sign-ins, {Browsers} browsers at once");
        result.Note("p50_ms", times[times.Count / 2], "of one: sign-in pages, code, tokens");
        result.Note("p99_ms", times[times.Count * 99 / 100], "of one");
        return result;
    }

    private static async Task SignInAsync(Company company, string password)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = company.HubAddress };
        var verifier = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var redirect = new Uri(company.SiteAddress, Callback).AbsoluteUri;
        var authorize = $"/connect/authorize?response_type=code&client_id=site-acme&redirect_uri={HttpUtility.UrlEncode(redirect)}&scope=openid%20profile%20email%20roles%20offline_access&state=s&nonce=n&code_challenge={challenge}&code_challenge_method=S256";
        var page = await SignInPages.FillInAsync(http, authorize, Email, password);
        var code = HttpUtility.ParseQueryString(new Uri(await NextAsync(http, page)).Query)["code"];
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["client_id"] = "site-acme", ["client_secret"] = company.ClientSecret, ["code"] = code!, ["redirect_uri"] = redirect, ["code_verifier"] = verifier,
        });
        using var answer = await http.PostAsync(new Uri("/connect/token", UriKind.Relative), form);
        var tokens = await answer.Content.ReadFromJsonAsync<JsonNode>();
        _ = (string)tokens!["id_token"]! + (string)tokens["refresh_token"]!;
    }

    private static async Task<string> NextAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute));
        return answer.StatusCode == HttpStatusCode.Redirect ? answer.Headers.Location!.OriginalString : throw new InvalidOperationException($"{path}: {answer.StatusCode}");
    }
}
