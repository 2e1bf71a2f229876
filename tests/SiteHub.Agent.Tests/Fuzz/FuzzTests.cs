using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Fuzzing;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Tests.Fuzz;

/// <summary>Every endpoint of a site, asked what nobody honest asks: it answers, it stays, and nothing of it is stored.</summary>
public sealed partial class FuzzTests
{
    private const string Webhook = """{"name": "fuzzed", "docTypes": ["Hub Quotation"], "events": ["on_update"], "url": "http://127.0.0.1:9/hook", "condition": "doc.status == 'Open'", "headers": [{"name": "X-A", "value": "{{ doc.name }}"}], "authentication": [{"type": "v1"}], "body": {"type": "template", "template": "{{ doc.status }}"}, "retries": ["1s"], "timeout": "5s", "concurrency": 1, "rateLimit": 5, "order": "document"}""";
    private const string Quotation = """{"customer": "x", "status": "Open", "valid_till": "2026-12-01 10:00:00", "start_time": "10:00:00", "is_urgent": 1, "grand_total": 1.5, "items": [{"item_code": "y", "qty": 1, "rate": 2.5}]}""";

    private static readonly Dictionary<string, string[]> Bodies = new()
    {
        ["/api/resource/{docType}"] = [Quotation, """{"title": "x", "content": "<p>x</p>", "seen_by": [{"user": "x"}]}""", $$"""{"data": "{\"title\": \"x\"}"}"""],
        ["/api/resource/{docType}/{**name}"] = [Quotation, """{"title": "x", "modified": "2026-11-24 12:00:00.000000"}"""],
        ["/api/method/{method}"] =
        [
            """{"doctype": "Note", "name": "x", "fieldname": "title", "value": "y", "filters": {"title": ["like", "%x%"]}, "fields": ["name", "title"], "order_by": "modified desc", "limit_start": 0, "limit_page_length": 5, "parent": "x"}""",
            $$"""{"doc": {{Quotation.Replace("{\"customer\"", "{\"doctype\": \"Hub Quotation\", \"customer\"", StringComparison.Ordinal)}}}""",
            """{"docs": [{"doctype": "Note", "title": "x"}], "doctype": "Note", "old": "x", "new": "y", "merge": 0}""",
        ],
        ["/api/v1/webhooks"] = [Webhook, $$"""{"webhooks": [{{Webhook}}]}"""],
        ["/api/v1/webhooks/{id}"] = [Webhook],
        ["/api/v1/webhooks/preview"] = [Webhook],
        ["/api/v1/webhooks/import"] = [$$"""{"webhooks": [{{Webhook}}]}""", "name,docTypes,events,url\nfuzzed,Note,on_update,http://127.0.0.1:9/\n", """[{"doctype":"Webhook","name":"x","webhook_doctype":"Note","webhook_docevent":"on_update","request_url":"http://127.0.0.1:9/","condition":"doc.status == 'Open'","webhook_json":"{}"}]"""],
        ["/api/v1/receivers/{id}/preview"] = ["""{"title": "x", "a": {"b": [1]}}"""],
        ["/hooks/{name}"] = ["""{"title": "x", "a": {"b": [1]}}"""],
        ["/sitehub/v1/links/{link}/events"] = ["""{"epoch":{"number":1,"id":"ep_1"},"after":{"seq":0,"id":null},"events":[{"seq":1,"id":"evt_1","type":"action.requested","timestamp":"2026-11-24T12:00:00Z","data":{}}]}"""],
        ["/sitehub/v1/links/{link}/hello"] = ["""{"epoch":{"number":1,"id":"ep_1"},"last":{"seq":0,"id":null}}"""],
    };

    private static readonly Target[] Others =
    [
        Target.Of("GET", "/signin-oidc", ["code", "state", "iss", "error"], []),
        Target.Of("POST", "/signin-oidc", [], ["code", "state", "iss", "error", "id_token"]),
        Target.Of("GET", "/signout-callback-oidc", ["state"], []),
        Target.Of("GET", "/signout-oidc", ["iss", "sid"], []),
        Target.Of("GET", "/{a}/{b}", ["x"], []),
        Target.Of("POST", "/{a}", [], ["x"]),
    ];

    private static readonly Effect[] AnonymousMay = [new("/", ["data_protection_key", "alert"], "the first cookie makes its key; that the link is paused is told meanwhile")];

    private static readonly Effect[] UserMay =
    [
        .. AnonymousMay,
        new("/", ["hub_session", "session_token"], "their session is in use"),
    ];

    [Fact]
    public Task Every_endpoint_answers_what_nobody_honest_asks() => Run(1, 6);

    [Theory]
    [Trait("Run", "Soak")]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public Task Every_endpoint_answers_it_for_long(int seed) => Run(seed, 20);

    private static async Task Run(int seed, int times)
    {
        using var log = new LoudLog();
        await using var joined = await Joined.Started(site =>
        {
            site.Publications.Add(new PublicationEntry("Hub Quotation", null, [new PublishedField("status", "status", null)], null, CardEntry.Empty));
            site.Users.Add(new UserEntry("hooks@acme.example", UserKind.Employee, ["System Manager"], null));
            site.TrustedProxies.Add(IPNetwork.Parse("127.0.0.0/8"));
            site.PlainHttpFrom.Add(IPNetwork.Parse("0.0.0.0/0"));
            site.Configure = builder =>
            {
                builder.Services.AddSingleton<AskedNames>().AddSingleton<IStartupFilter>(static p => p.GetRequiredService<AskedNames>());
                builder.Logging.ClearProviders().AddProvider(log);
            };
        });
        var site = joined.Site;
        var quotation = (await site.Post("/api/resource/Hub%20Quotation", Quotation)).ShouldBe(200).Name;
        var note = (await site.Post("/api/resource/Note", """{"title": "A note"}""")).ShouldBe(200).Name;
        (await site.Post("/api/v1/webhooks", Webhook)).ShouldBe(201);
        (await site.Post("/api/v1/receivers", """{"name": "crm", "scheme": "github", "secret": "a-secret-of-some-length", "user": "hooks@acme.example", "docType": "Note", "document": "{\"title\": {{ body.title | json }}}"}""")).ShouldBe(201);
        var honest = new Honest(
            new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase)
            {
                ["docType"] = ["Hub Quotation", "Note", "ToDo"], ["name"] = [quotation, note, "crm", "fuzzed"], ["document"] = [quotation], ["link"] = ["hub"], ["id"] = ["fuzzed", "crm", "x"], ["long"] = ["1"], ["status"] = ["404", "Open"],
                ["method"] = ["frappe.client.get_list", "frappe.client.get_count", "frappe.client.get", "frappe.client.get_value", "frappe.client.insert", "frappe.client.insert_many", "frappe.client.save", "frappe.client.submit", "frappe.client.cancel", "frappe.client.delete", "frappe.client.set_value", "frappe.client.bulk_update", "frappe.client.rename_doc", "frappe.auth.get_logged_user"],
                ["fields"] = ["[\"name\"]", "[\"*\"]"], ["filters"] = ["{\"name\": \"x\"}", "[[\"name\", \"like\", \"%x%\"]]"], ["order_by"] = ["modified desc"], ["limit_start"] = ["0"], ["limit_page_length"] = ["5"], ["limit"] = ["5"], ["as_dict"] = ["0", "1"], ["run_method"] = ["submit", "cancel"],
                ["since"] = ["2026-11-24T12:00:00Z", "6h"], ["until"] = ["2026-11-25T12:00:00Z"], ["state"] = ["waiting", "failed"], ["returnUrl"] = ["/documents"], ["path"] = ["site.css", "recurring"], ["documentName"] = ["v1"], ["url"] = ["http://127.0.0.1:9/hook"], ["scheme"] = ["standard", "github", "frappe"],
                ["language"] = ["de", "en"], ["theme"] = ["dark"], ["condition"] = ["doc.status == 'Open'"], ["template"] = ["{{ doc.name }}"], ["text"] = ["{\"subject\": \"x\"}"], ["body"] = ["{\"title\": \"x\"}"], ["kind"] = ["receipt"], ["key"] = ["k1"], ["docTypes"] = ["Note"], ["events"] = ["on_update"], ["decision"] = ["done"],
                ["logout_token"] = ["eyJhbGciOiJFUzI1NiJ9.e30.AAAA"], ["data"] = ["{\"title\": \"x\"}"], ["title"] = ["x"], ["customer"] = ["x"], ["valid_till"] = ["2026-12-01T10:00"], ["modified"] = ["2026-11-24 12:00:00.000000"], ["items-0-item_code"] = ["y"], ["items-0-qty"] = ["1"],
            },
            Bodies);
        var run = new Fuzzing.Fuzz(site.Http.BaseAddress!, site.Url.Authority, Path.Combine(site.Folder, "site.db"), site.Service<AskedNames>(), log, honest, seed);
        List<Target> targets = [.. await Target.All(site.Services), .. Others];

        await run.Run(targets, times, () => Task.FromResult(new Caller("anonymous", _ => [], null, AnonymousMay)));
        await run.Run(targets, times, Session(joined, new Person("sub-lim", "limited@example.com"), SiteFixture.Limited, "user without rights", UserMay));
        await run.Run(targets, times, Session(joined, new Person("sub-boss", "boss@example.com", "System Manager"), SiteFixture.Admin, "System Manager", null));

        TestContext.Current.TestOutputHelper?.WriteLine($"{run.Sent} requests to {targets.Count} targets");
        run.Faults.ShouldBeEmpty();
        StoredRows.Unsound(Path.Combine(site.Folder, "site.db")).ShouldBeEmpty();
    }

    private static Func<Task<Caller>> Session(Joined joined, Person person, string key, string name, Effect[]? may)
    {
        Browser? browser = null;
        string? antiforgery = null;
        return async () =>
        {
            if (browser is not null)
            {
                await browser.Open("/documents", follow: false);
            }

            if (browser?.Last.StatusCode != HttpStatusCode.OK)
            {
                browser?.Dispose();
                joined.Hub.Person = person;
                browser = await joined.SignedIn();
                antiforgery = Token().Match(browser.Page) is { Success: true } found ? found.Groups[1].Value : null;
            }

            return new Caller(name, target => target.Route.StartsWith("/api/", StringComparison.Ordinal) || target.Route is "/metrics" ? [("Authorization", key)] : [("Cookie", string.Join("; ", browser.Cookies.Select(static c => $"{c.Key}={c.Value}")))], antiforgery, may);
        };
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
