using System.Net;
using System.Text;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Hub.Tests.Access;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Tests.Access;

/// <summary>At a site too: everybody follows every link and presses every button, and none leads to a fault.</summary>
public sealed class SiteButtonsTests : IAsyncLifetime
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private Joined _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await Joined.Started(static site =>
        {
            site.Publications.Add(new PublicationEntry("Note", null, [new PublishedField("title", "title", null)], null, CardEntry.Empty));
            site.Users.Add(new UserEntry("hooks@acme.example", UserKind.Employee, ["System Manager"], null));
        });
        await Put("/api/v1/webhooks", """{"name": "hook", "docTypes": ["Note"], "events": ["on_update"], "url": "http://127.0.0.1:9/", "retries": ["1h"]}""");
        await Put("/api/v1/receivers", """{"name": "in", "scheme": "frappe", "user": "hooks@acme.example", "docType": "Note", "document": "{\"title\": \"x\"}"}""");
        await Put("/api/resource/Note", """{"title": "a note"}""");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task No_link_and_no_button_of_any_page_leads_to_a_fault_for_anybody()
    {
        var (faults, seen) = (new List<string>(), new HashSet<string>());
        foreach (var (who, roles) in new (string, string[])[] { ("contact", []), ("reader", ["Reader"]), ("manager", ["System Manager"]) })
        {
            _world.Hub.Person = new Person($"sub-{who}", $"{who}@example.com", roles);
            using var browser = await _world.SignedIn();
            var crawl = new Crawl((method, path, fields) => Send(browser, method, path, fields));
            await crawl.From(who == "manager" ? ["/", "/published", "/admin"] : ["/", "/published"]);
            await crawl.Press(static action => action.StartsWith("/signout", StringComparison.Ordinal) || action.StartsWith("/preferences", StringComparison.Ordinal));
            faults.AddRange(crawl.Faults.Select(fault => $"{who}: {fault}"));
            seen.UnionWith(crawl.Pages);
        }

        seen.Count.ShouldBeGreaterThan(15);
        faults.ShouldBeEmpty(string.Join('\n', faults));
    }

    private async Task Put(string path, string what)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_world.Site.Http.BaseAddress!, path)) { Content = new StringContent(what, Encoding.UTF8, "application/json") };
        request.Headers.Host = "localhost:5101";
        request.Headers.TryAddWithoutValidation("Authorization", SiteFixture.Admin);
        using var answer = await _http.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {await answer.Content.ReadAsStringAsync()}");
    }

    private async Task<HttpResponseMessage> Send(Browser browser, HttpMethod method, string path, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        using var request = new HttpRequestMessage(method, new Uri(_world.Site.Http.BaseAddress!, path)) { Headers = { { "Accept", "text/html" }, { "Cookie", string.Join("; ", browser.Cookies.Select(static c => $"{c.Key}={c.Value}")) } } };
        request.Headers.Host = "localhost:5101";
        if (method == HttpMethod.Post)
        {
            request.Content = new FormUrlEncodedContent(fields);
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
