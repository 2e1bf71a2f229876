using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Portal;

/// <summary>A member of a customer at a plain browser: pages and forms, no JavaScript.</summary>
internal sealed partial class Member : IDisposable
{
    private readonly HttpClient _http;

    private Member(Uri hub) => _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true }) { BaseAddress = hub, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Invited by the operator, made a member, and signed in.</summary>
    public static async Task<Member> Invited(World world, string customer, string email, string role)
    {
        var invited = (await world.Api.PostAsync("/api/v1/people", new JsonObject { ["email"] = email, ["name"] = email.Split('@')[0] }))!;
        using var joined = await world.Api.SendAsync(HttpMethod.Put, $"/api/v1/customers/{customer}/members/{invited["id"]}", new JsonObject { ["role"] = role });
        joined.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var member = new Member(world.Hub.Address);
        var link = new Uri((string)invited["link"]!).PathAndQuery;
        using var answer = await member.Submit(link, link, ("Code", HttpUtility.ParseQueryString(new Uri((string)invited["link"]!).Query)["code"]!), ("Password", "a long enough password"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return member;
    }

    /// <summary>A customer with one account.</summary>
    public static async Task<string> Customer(World world, string name, string site, string account)
    {
        var id = (string)(await world.Api.PostAsync("/api/v1/customers", new JsonObject { ["name"] = name }))!["id"]!;
        using var linked = await world.Api.SendAsync(HttpMethod.Put, $"/api/v1/customers/{id}/accounts/{site}/{account}");
        linked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        return id;
    }

    public async Task<string> Page(string path)
    {
        using var answer = await _http.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return HttpUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The form of an action as it now stands on the document's page.</summary>
    public async Task<Func<Task<HttpStatusCode>>> Form(string site, string docType, string name, string action, params (string Name, string Value)[] input)
    {
        var path = $"/documents/{site}/{Uri.EscapeDataString(docType)}/{Uri.EscapeDataString(name)}";
        using var page = await _http.GetAsync(path);
        page.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        var html = await page.Content.ReadAsStringAsync();
        html.ShouldContain($"value=\"{action}\"");
        var fields = input.Select(static given => ("input." + given.Name, given.Value)).Append(("act", action)).Append(("hash", Field(html, "hash"))).Append(("key", Field(html, "key"))).ToArray();
        return async () =>
        {
            using var answer = await Post(path, html, fields);
            return answer.StatusCode;
        };
    }

    public async Task Ask(string site, string docType, string name, string action, params (string Name, string Value)[] input) =>
        (await (await Form(site, docType, name, action, input))()).ShouldBe(HttpStatusCode.Redirect);

    /// <summary>What begins without a document.</summary>
    public async Task Begin(string site, string docType, string action, params (string Name, string Value)[] input)
    {
        var path = $"/actions/new/{site}/{Uri.EscapeDataString(docType)}/{action}";
        var html = await Page(path);
        var given = input.Select(static one => ("input." + one.Name, one.Value)).Append(("act", action)).Append(("key", Field(html, "key"))).Append(("account", Field(html, "account"))).ToArray();
        using var answer = await Post(path, html, given);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The same with files.</summary>
    /// <returns>the request's page</returns>
    public Task<string> Begin(string site, string docType, string action, (string Name, string Value)[] input, params (string Name, byte[] Bytes)[] files) =>
        Begin(site, docType, action, input, [.. files.Select(static file => (file.Name, (HttpContent)new ByteArrayContent(file.Bytes)))]);

    public async Task<string> Begin(string site, string docType, string action, (string Name, string Value)[] input, params (string Name, HttpContent Content)[] files)
    {
        var path = $"/actions/new/{site}/{Uri.EscapeDataString(docType)}/{action}";
        var html = await Page(path);
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in input.Select(static one => ("input." + one.Name, one.Value)).Append(("act", action)).Append(("key", Field(html, "key"))).Append(("account", Field(html, "account"))).Append(("__RequestVerificationToken", HttpUtility.HtmlDecode(Antiforgery().Matches(html).Last().Groups[1].Value))))
        {
            form.Add(new StringContent(value), name);
        }

        foreach (var (name, content) in files)
        {
            form.Add(content, "files", name);
        }

        using var answer = await _http.PostAsync(path, form);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.OriginalString;
    }

    public Task<HttpResponseMessage> Get(string path) => _http.GetAsync(path);

    /// <summary>A message as its form on the document's page sends it, as often as it is called.</summary>
    public async Task<Func<Task<HttpStatusCode>>> Message(string site, string docType, string name, string text)
    {
        var path = $"/documents/{site}/{Uri.EscapeDataString(docType)}/{Uri.EscapeDataString(name)}";
        var html = await _http.GetStringAsync(path);
        var form = html[html.IndexOf("handler=Say", StringComparison.Ordinal)..];
        return async () =>
        {
            using var answer = await Post(path + "?handler=Say", form, ("text", text), ("key", Field(form, "key")));
            return answer.StatusCode;
        };
    }

    public Task<HttpResponseMessage> Withdraw(string request) => Submit($"/actions/{request}?handler=Withdraw", $"/actions/{request}");

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> Submit(string action, string page, params (string Name, string Value)[] fields) =>
        await Post(action, await _http.GetStringAsync(page), fields);

    private async Task<HttpResponseMessage> Post(string action, string html, params (string Name, string Value)[] fields)
    {
        var token = HttpUtility.HtmlDecode(Antiforgery().Matches(html).Last().Groups[1].Value);
        using var form = new FormUrlEncodedContent(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value)).Append(KeyValuePair.Create("__RequestVerificationToken", token)));
        return await _http.PostAsync(action, form);
    }

    private static string Field(string html, string name) => HttpUtility.HtmlDecode(Regex.Match(html, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value);

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="([^"]*)""")]
    private static partial Regex Antiforgery();
}
