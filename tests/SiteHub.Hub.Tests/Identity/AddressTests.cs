using System.Net;
using SiteHub.Delivery.Tests.Webhooks;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.Accounts;
using SiteHub.Hub.Tests.SignIn;

namespace SiteHub.Hub.Tests.Identity;

/// <summary>What a request says of itself is not believed, and what the hub says of itself stays with it.</summary>
public sealed class AddressTests
{
    private const string Password = "a long enough password";

    [Fact]
    public async Task Only_the_hubs_own_names_are_answered_and_addresses_are_built_from_none_of_them()
    {
        await using var hub = new HubFixture { Url = "https://hub.example.com" };
        hub.Aliases.Add("hub.internal");
        hub.Proxies.Add(IPNetwork.Parse("127.0.0.0/8"));
        await hub.Start();
        foreach (var (host, status) in new[]
        {
            ("evil.example", 400), ("hub.example.com.evil.example", 400), ("localhost", 400), ("127.0.0.1", 400), ("evilhub.example.com", 400), ("hub.example.com", 200), ("HUB.example.com:8443", 200), ("hub.internal", 200),
        })
        {
            using var answer = await Get(hub, "/.well-known/openid-configuration", host);
            var text = await answer.Content.ReadAsStringAsync();
            ((int)answer.StatusCode).ShouldBe(status, host);
            text.ShouldNotContain("evil");
            text.ShouldNotContain("internal");
            if (status == 200)
            {
                text.ShouldContain("\"https://hub.example.com/.well-known/jwks\"");
                text.ShouldContain("\"https://hub.example.com/connect/token\"");
            }
        }

        using var health = await Get(hub, "/health/live", "10.0.0.7:8080");
        health.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var page = await Get(hub, "/documents", "hub.internal");
        page.Headers.Location!.OriginalString.ShouldStartWith("/signin");
    }

    [Fact]
    public async Task Every_cookie_is_of_this_host_alone_over_https_alone_and_for_no_script()
    {
        await using var hub = new HubFixture { Url = "https://hub.example.com" };
        hub.Proxies.Add(IPNetwork.Parse("127.0.0.0/8"));
        hub.People.Add(new SeedPerson("sam@acme.example", "Sam", Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        await hub.Start();
        var jar = new Dictionary<string, string>();
        var seen = new List<string>();
        var first = await Post(hub, "/signin", jar, seen, ("Email", "sam@acme.example"));
        first.Status.ShouldBe(HttpStatusCode.OK);
        (await Post(hub, "/signin/password", jar, seen, ("Password", Password))).Status.ShouldBe(HttpStatusCode.Redirect);
        await Post(hub, "/preferences", jar, seen, ("theme", "dark"));
        await Post(hub, "/customer", jar, seen, ("customer", "x"));

        seen.Select(static cookie => cookie.Split('=')[0]).Distinct().Order(StringComparer.Ordinal).ShouldBe(
            [.. new[] { "antiforgery", "customer", "known", "notice", "session", "theme" }.Select(static use => $"__Host-sitehub.hub.{use}")]);
        foreach (var cookie in seen)
        {
            var flags = cookie.Split(';').Skip(1).Select(static f => f.Trim().ToLowerInvariant()).ToList();
            flags.ShouldContain("secure", cookie);
            flags.ShouldContain("httponly", cookie);
            flags.ShouldContain("path=/", cookie);
            flags.ShouldContain(static flag => flag == "samesite=lax" || flag == "samesite=strict", cookie);
            flags.ShouldNotContain(static flag => flag.StartsWith("domain", StringComparison.Ordinal), cookie);
        }
    }

    [Fact]
    public async Task No_secret_token_code_or_cookie_stands_in_the_log_or_goes_elsewhere_in_a_Referer()
    {
        var log = new CapturedLog();
        await using var hub = new HubFixture { Logs = log };
        hub.People.Add(new SeedPerson("sam@acme.example", "Sam", Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        await hub.Start();
        using var browser = new Browser(hub);
        using var _ = await browser.SignIn("sam@acme.example", Password);
        var sent = await browser.Authorize(scope: "openid offline_access member.read");
        var (_, tokens) = await browser.Redeem(sent);
        await browser.Redeem(sent);
        using var read = await hub.Get("/api/v1/documents", (string)tokens["access_token"]!);
        using var page = await browser.Get("/documents");
        using var signIn = await browser.Get("/signin");

        page.Headers.GetValues("Referrer-Policy").ShouldBe(["same-origin"]);
        signIn.Headers.GetValues("Referrer-Policy").ShouldBe(["same-origin"]);
        string[] secrets = [(string)tokens["access_token"]!, (string)tokens["refresh_token"]!, (string)tokens["id_token"]!, sent.Query["code"]!, sent.Verifier, HubFixture.Secret, Password];
        log.Lines.Count.ShouldBeGreaterThan(20);
        foreach (var secret in secrets)
        {
            log.Lines.ShouldAllBe(line => !line.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("no\r\nAudit 9999: 12 entries, hash abc\u001b[2J")]
    [InlineData("{\"error\":\"bad\\r\\nAudit 9999\\u001b[31m\",\"error_description\":\"x\\u2028y\\u202ez\"}")]
    [InlineData("{\"error\":{\"a\":1}}")]
    [InlineData("[[[")]
    public async Task What_a_client_answers_to_the_end_of_a_session_is_no_line_of_the_hubs_log(string answer)
    {
        var log = new CapturedLog();
        await using var listener = new LogoutListener { Answer = HttpStatusCode.BadRequest, Said = answer };
        await listener.Start();
        await using var hub = new HubFixture { Logs = log };
        hub.Sites[0] = hub.Sites[0] with { Url = listener.Url };
        hub.People.Add(new SeedPerson("sam@acme.example", "Sam", Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        await hub.Start();
        using var browser = new Browser(hub);
        using var _ = await browser.SignIn("sam@acme.example", Password);
        (await browser.Authorize(redirect: new Uri(listener.Url, "signin-oidc").AbsoluteUri)).Query["code"].ShouldNotBeNull();
        using var ended = await browser.Submit("/account/sessions?handler=All", "/account/sessions");
        await listener.Received(1);
        for (var i = 0; i < 200 && hub.Database.Read(static db => db.Text("SELECT error FROM logout_notice")) is null; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        var error = hub.Database.Read(static db => db.Text("SELECT error FROM logout_notice"))!;
        error.ShouldStartWith("400");
        error.Length.ShouldBeLessThan(450);
        error.ShouldAllBe(static c => !char.IsControl(c) && c != '\u2028' && c != '\u202e');
        log.Lines.ShouldAllBe(static line => !line.Contains('\u001b') && !line.Contains("\nAudit", StringComparison.Ordinal));
    }

    private static async Task<HttpResponseMessage> Get(HubFixture hub, string path, string host)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = hub.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        return await http.SendAsync(request);
    }

    /// <summary>A form as a browser sends it that came by https through the proxy; it keeps the cookies by hand, since a client over http would not.</summary>
    private static async Task<(HttpStatusCode Status, Uri? Location)> Post(HubFixture hub, string path, Dictionary<string, string> jar, List<string> seen, params (string Name, string Value)[] fields)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler) { BaseAddress = hub.Http.BaseAddress };
        using var page = await Send(HttpMethod.Get, path is "/preferences" or "/customer" ? "/account/sessions" : path, null);
        var token = Browser.Token(await page.Content.ReadAsStringAsync());
        using var form = new FormUrlEncodedContent([.. fields.Select(static f => KeyValuePair.Create(f.Name, f.Value)), KeyValuePair.Create("__RequestVerificationToken", token)]);
        using var answer = await Send(HttpMethod.Post, path, form);
        return (answer.StatusCode, answer.Headers.Location);

        async Task<HttpResponseMessage> Send(HttpMethod method, string to, HttpContent? content)
        {
            using var request = new HttpRequestMessage(method, to) { Content = content };
            request.Headers.Host = "hub.example.com";
            request.Headers.Add("X-Forwarded-Proto", "https");
            if (jar.Count > 0)
            {
                request.Headers.Add("Cookie", string.Join("; ", jar.Select(static c => $"{c.Key}={c.Value}")));
            }

            var response = await http.SendAsync(request);
            foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                seen.Add(cookie);
                jar[cookie.Split('=')[0]] = cookie.Split('=', 2)[1].Split(';')[0];
            }

            return response;
        }
    }
}
