using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SiteHub.Fuzzing;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.Customers;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Tests.Console;

/// <summary>What sites, customers and operators called things is a text on every page that shows it, in the console as in the portal and as it is printed.</summary>
public sealed class StoredTextTests
{
    private const string Boss = "boss@northwind.example";

    [Theory]
    [InlineData("<script>zqx()</script>", "<script>zqx")]
    [InlineData("\"><img src=zqx onerror=zqx()>", "<img src=zqx")]
    [InlineData("</textarea></title><svg onload=zqx()>", "<svg onload=zqx")]
    [InlineData("x' onmouseover='zqx()' y='", " onmouseover='zqx")]
    public async Task It_begins_no_element_and_ends_no_attribute(string text, string raw)
    {
        await using var portal = await PortalFixture.Started(hub => hub.People.Add(new SeedPerson(Boss, "Boss", PortalFixture.Password, [HubRoles.Administrator], new Dictionary<string, IReadOnlyList<string>>())));
        var token = await portal.Operator();
        var customer = await Made("/api/v1/customers", new { name = text });
        var webhook = await Made("/api/v1/webhooks", new { name = text, docTypes = new[] { "Quotation" }, events = new[] { "on_update" }, url = "https://example.com/" });
        var receiver = await Made("/api/v1/receivers", new { name = "crm", scheme = "github", secret = "a-secret-of-some-length", site = "acme", user = "hooks@acme.example", docType = text, document = "{}" });
        await Made("/api/v1/people", new { email = "new@riverside.example", name = text });
        await portal.Acme.Changed(PortalFixture.Told("QTN-R", "CUST-R", 2, status: "Open", secret: text, terms: text) with { Card = DocumentCard.Empty with { Status = text, Title = text } });

        var honest = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["/admin/customers/{id}"] = customer, ["/admin/webhooks/{id}"] = webhook, ["/admin/webhooks/{id}/edit"] = webhook, ["/admin/inbound/receivers/{id}"] = receiver, ["/admin/people/{id}"] = portal.PersonOf("new@riverside.example"),
        };
        using var browser = new Browser(portal.Hub);
        using var signedIn = await browser.SignIn(Boss, PortalFixture.Password);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var (showing, wrong) = (new List<string>(), new List<string>());
        foreach (var route in (await Target.All(portal.Hub.App.Services)).Where(static t => t.Method == "GET" && t.Route.StartsWith("/admin", StringComparison.Ordinal) && t.Route != "/admin/live/stream").Select(static t => t.Route).Distinct())
        {
            await Look(browser, honest.TryGetValue(route, out var id) ? route.Replace("{id}", id, StringComparison.Ordinal) : route.Replace("{site}", "acme", StringComparison.Ordinal).Replace("{link}", "acme", StringComparison.Ordinal).Replace("{**path}", "", StringComparison.Ordinal));
        }

        foreach (var page in new[] { "/", "/documents", "/documents/acme/Quotation/QTN-R", "/members", "/notifications" })
        {
            await Look(await portal.Browser(PortalFixture.Rita), page);
        }

        wrong.ShouldBeEmpty();
        showing.ShouldContain("/documents/acme/Quotation/QTN-R");
        showing.Count(static page => page.StartsWith("/admin", StringComparison.Ordinal)).ShouldBeGreaterThan(5, string.Join('\n', showing));

        async Task Look(Browser who, string page)
        {
            using var answer = await who.Get(page);
            var html = await answer.Content.ReadAsStringAsync();
            if (html.Contains("zqx", StringComparison.Ordinal))
            {
                showing.Add(page);
            }

            if (html.Contains(raw, StringComparison.Ordinal))
            {
                wrong.Add(page);
            }
        }

        async Task<string> Made(string path, object what)
        {
            using var content = JsonContent.Create(what);
            using var answer = await portal.Hub.Send(HttpMethod.Post, path, token, content);
            var body = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.Created, body);
            return (string?)JsonNode.Parse(body)!["id"] ?? "";
        }
    }
}
