using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;
using System.Xml.Linq;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.Customers;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Hub.Tests.Console;

/// <summary>What is refused is told in the page's language, and what others are refused stands on a page.</summary>
public sealed partial class RefusalTests : IAsyncLifetime
{
    private const string Olivia = "olivia@northwind.example";

    private PortalFixture _portal = null!;
    private Browser _olivia = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalFixture.Started(static hub => hub.People.Add(new SeedPerson(Olivia, "Olivia", PortalFixture.Password, [HubRoles.Administrator], new Dictionary<string, IReadOnlyList<string>>())));
        _olivia = await _portal.Browser(Olivia);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Theory]
    [InlineData("/admin/customers", "name", "Riverside", "Einen Kunden „Riverside“ gibt es schon.", "There is a customer 'Riverside' already.")]
    [InlineData("/admin/sites", "slug", "Not A Slug", "gefunden „Not A Slug“, erwartet: a-z, 0-9 und einzelne Bindestriche", "found “Not A Slug”, expected a-z, 0-9 and single hyphens")]
    [InlineData("/admin/people", "email", "nobody", "gefunden „nobody“, erwartet: eine E-Mail-Adresse, etwa nora@lakeside.example.", "found “nobody”, expected an e-mail address, such as nora@lakeside.example.")]
    public async Task A_refusal_is_told_in_the_pages_language(string page, string field, string value, string german, string english)
    {
        (await Said("de")).ShouldContain(german);
        (await Said("en")).ShouldContain(english);

        async Task<string> Said(string language)
        {
            using var look = await Get(page, language);
            using var form = new HttpRequestMessage(HttpMethod.Post, page)
            {
                Headers = { { "Accept-Language", language } },
                Content = new FormUrlEncodedContent([new(field, value), new("reach", "all"), new("__RequestVerificationToken", Browser.Token(await look.Content.ReadAsStringAsync()))]),
            };
            using var posted = await _olivia.Send(form);
            if (posted.StatusCode != HttpStatusCode.Redirect)
            {
                return HttpUtility.HtmlDecode(await posted.Content.ReadAsStringAsync());
            }

            using var after = await Get(posted.Headers.Location!.OriginalString, language);
            return HttpUtility.HtmlDecode(await after.Content.ReadAsStringAsync());
        }
    }

    /// <summary>A sentence that was changed where it is said would be English again and nobody would see it: each key is one that the source says.</summary>
    [Fact]
    public void Each_refusal_that_has_its_German_is_still_said()
    {
        var source = string.Concat(Directory.EnumerateFiles(Path.Combine(TextTests.Root(), "src"), "*.cs", SearchOption.AllDirectories).Where(static file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText));
        var said = Said().Matches(source).Select(static text => Shape(text.Groups[1].Value.Replace("\\\"", "\"", StringComparison.Ordinal))).ToHashSet(StringComparer.Ordinal);
        var keys = XDocument.Load(Path.Combine(TextTests.Root(), "src", "SiteHub.Operations", "Features", "Admin", "RefusalTexts.de.resx")).Descendants("data").Select(static data => (string)data.Attribute("name")!).ToList();

        keys.Count.ShouldBeGreaterThan(80);
        keys.Except(Joined).Where(key => !said.Contains(Shape(key))).ShouldBeEmpty();

        static string Shape(string text) => Hole().Replace(text.Replace("{{id}}", "{}", StringComparison.Ordinal), "{}");
    }

    /// <summary>Put together of two.</summary>
    private static readonly string[] Joined = ["{0}: found “{1}”, expected {2}.", "a-z, 0-9 and single hyphens, beginning with a letter, up to 40 characters, and not hub"];

    [Fact]
    public async Task What_an_address_for_webhooks_refused_stands_on_its_receivers_page_and_in_the_API()
    {
        var hub = _portal.Hub;
        var token = await hub.Token("operations", "hub.admin");
        using var made = await hub.Send(HttpMethod.Post, "/api/v1/receivers", token, JsonContent.Create(new { name = "erp", scheme = "frappe", docType = "Issue", document = """{"subject": "x"}""", user = "clerk@acme.example", site = "acme" }));
        var receiver = (await made.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
        var page = $"/admin/inbound/receivers/{receiver["id"]}";
        (await _olivia.Page(page)).ShouldNotContain("Refused since the start");

        (await Sent("sha", "wrong")).ShouldBe(HttpStatusCode.Unauthorized);
        (await Sent("other", null)).ShouldBe(HttpStatusCode.Unauthorized);

        using (var german = await Get(page, "de"))
        {
            HttpUtility.HtmlDecode(await german.Content.ReadAsStringAsync()).ShouldContain($"Seit dem Start abgelehnt: 2, zuletzt um {hub.Time.GetUtcNow():yyyy-MM-dd HH:mm:ss} (UTC): X-Frappe-Webhook-Signature fehlt.");
        }

        (await _olivia.Page(page)).ShouldContain("Refused since the start: 2");
        using var told = await hub.Get("/api/v1/receivers/erp", await hub.Token("operations", "hub.read"));
        var refused = (await told.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["refused"]!;
        ((int)refused["count"]!, (string?)refused["reason"]).ShouldBe((2, "X-Frappe-Webhook-Signature is missing."));

        (await Sent("right", FrappeSignature.Sign((string)receiver["madeSecret"]!, "right"u8))).ShouldBe(HttpStatusCode.Accepted);
        (await _olivia.Page(page)).ShouldContain("Refused since the start: 2");
        using var off = await hub.Send(HttpMethod.Put, "/api/v1/receivers/erp", token, JsonContent.Create(new { name = "erp", enabled = false, scheme = "frappe", docType = "Issue", document = """{"subject": "x"}""", user = "clerk@acme.example", site = "acme" }));
        off.StatusCode.ShouldBe(HttpStatusCode.OK, await off.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        (await Sent("late", null)).ShouldBe(HttpStatusCode.NotFound);
        (await _olivia.Page(page)).ShouldMatch("Refused since the start: 3, .*It is disabled\\.");
        using var unknown = await hub.Send(HttpMethod.Post, "/hooks/nobody", null, new StringContent("x"));
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        async Task<HttpStatusCode> Sent(string body, string? signature)
        {
            using var content = new StringContent(body);
            if (signature is not null)
            {
                content.Headers.Add(FrappeSignature.HeaderName, signature);
            }

            using var answer = await hub.Send(HttpMethod.Post, "/hooks/erp", null, content);
            return answer.StatusCode;
        }
    }

    private async Task<HttpResponseMessage> Get(string path, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept-Language", language } } };
        return await _olivia.Send(request);
    }

    /// <summary>A text as the source has it, with what is put into it.</summary>
    [GeneratedRegex("""\$?"((?:\{\{|\}\}|\{(?:[^{}"\n]|"[^"\n]*")*\}|[^"{}\\\n]|\\.)*)["]""")]
    private static partial Regex Said();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Hole();
}
