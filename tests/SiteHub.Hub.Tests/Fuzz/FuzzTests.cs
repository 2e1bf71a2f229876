using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SiteHub.Fuzzing;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.Customers;
using SiteHub.Hub.Tests.Mail;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Tests.Fuzz;

/// <summary>Every endpoint of the hub, asked what nobody honest asks: it answers, it stays, and nothing of it is stored.</summary>
public sealed class FuzzTests
{
    private const string Boss = "boss@northwind.example";
    private const string Webhook = """{"name": "fuzzed", "docTypes": ["Quotation"], "events": ["on_update"], "url": "http://127.0.0.1:9/hook", "condition": "doc.status == 'Open'", "headers": [{"name": "X-A", "value": "{{ doc.name }}"}], "authentication": [{"type": "v1"}], "body": {"type": "template", "template": "{{ doc.status }}"}, "retries": ["1s"], "timeout": "5s", "concurrency": 1, "rateLimit": 5, "order": "document"}""";

    private static readonly Dictionary<string, string[]> Bodies = new()
    {
        ["/api/v1/webhooks"] = [Webhook, $$"""{"webhooks": [{{Webhook}}]}"""],
        ["/api/v1/webhooks/{id}"] = [Webhook],
        ["/api/v1/webhooks/preview"] = [Webhook],
        ["/api/v1/webhooks/import"] = [$$"""{"webhooks": [{{Webhook}}]}""", "name,docTypes,events,url\nfuzzed,Quotation,on_update,http://127.0.0.1:9/\n", """[{"doctype":"Webhook","name":"x","webhook_doctype":"Quotation","webhook_docevent":"on_update","request_url":"http://127.0.0.1:9/","condition":"doc.status == 'Open'","webhook_json":"{}"}]"""],
        ["/api/v1/customers/import"] = ["customer,site,account,email,role\nRiverside,acme,CUST-9,new@riverside.example,buyer\n"],
        ["/api/v1/people/import"] = ["email,name,password,roles\nnew@riverside.example,New,a long enough password,\n"],
        ["/api/v1/receivers/{id}/preview"] = ["""{"title": "x", "a": {"b": [1]}}"""],
        ["/hooks/{name}"] = ["""{"title": "x", "a": {"b": [1]}}"""],
        ["/sitehub/v1/links/{link}/events"] = ["""{"epoch":{"number":1,"id":"ep_1"},"after":{"seq":0,"id":null},"events":[{"seq":1,"id":"evt_1","type":"document.changed","timestamp":"2026-11-24T12:00:00Z","data":{}}]}"""],
        ["/sitehub/v1/links/{link}/hello"] = ["""{"epoch":{"number":1,"id":"ep_1"},"last":{"seq":0,"id":null}}"""],
        ["/sitehub/v1/enrolment"] = ["""{"code":"abc","url":"http://acme.localhost:5101","key":{"kty":"EC","crv":"P-256","kid":"k","x":"AAAA","y":"AAAA"}}"""],
        ["/sitehub/v1/enrolment/{site}/proof"] = ["""{"nonce":"x"}"""],
        ["/sitehub/v1/enrolment/{site}/rotation"] = ["""{"key":{"kty":"EC","crv":"P-256","kid":"k","x":"AAAA","y":"AAAA"}}"""],
    };

    /// <summary>What is answered without an endpoint of its own.</summary>
    private static readonly Target[] Others =
    [
        Target.Of("POST", "/connect/token", [], ["grant_type", "client_id", "client_secret", "client_assertion", "client_assertion_type", "code", "redirect_uri", "code_verifier", "refresh_token", "scope", "subject_token", "subject_token_type", "audience", "resource", "document", "action", "input", "username", "password"]),
        Target.Of("POST", "/connect/introspect", [], ["token", "token_type_hint", "client_id", "client_secret"]),
        Target.Of("POST", "/connect/revocation", [], ["token", "token_type_hint", "client_id", "client_secret"]),
        Target.Of("POST", "/connect/userinfo", [], ["access_token"]),
        Target.Of("GET", "/connect/userinfo", ["access_token"], []),
        Target.Of("GET", "/connect/authorize", ["client_id", "response_type", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "prompt", "max_age", "id_token_hint", "login_hint", "response_mode", "request", "request_uri", "claims", "ui_locales", "acr_values", "display", "since", "consent"], []),
        Target.Of("POST", "/connect/authorize", [], ["client_id", "response_type", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "prompt", "max_age", "request_uri"]),
        Target.Of("GET", "/connect/endsession", ["id_token_hint", "post_logout_redirect_uri", "state", "client_id", "ui_locales"], []),
        Target.Of("GET", "/.well-known/openid-configuration", ["x"], []),
        Target.Of("GET", "/.well-known/jwks", ["x"], []),
        Target.Of("GET", "/signin/frappe/callback", ["code", "state", "error"], []),
        Target.Of("POST", "/signin/frappe/callback", [], ["code", "state", "error", "id_token"]),
        Target.Of("GET", "/{a}/{b}", ["x"], []),
        Target.Of("POST", "/{a}", [], ["x"]),
    ];

    private static readonly string[] Tries = ["audit", "audit_origin", "audit_person", "sign_in_attempt"];

    private static readonly Effect[] AnonymousMay =
    [
        new("/", ["mail"], "what was asked for before is sent meanwhile"),
        new("/signin", Tries, "wrong tries are counted and written down"),
        new("/connect", Tries, "wrong tries are counted and written down"),
        new("/forgot", [.. Tries, "person_code"], "a new password is asked for; a known and an unknown address are written down alike"),
        new("/register", [.. Tries, "registration"], "an account is asked for; it is none until the mail is answered"),
    ];

    private static readonly string[] Said = ["message", "audit", "audit_person", "audit_origin"];

    private static readonly Effect[] MemberMay =
    [
        .. AnonymousMay,
        new("/", ["browser_session", "recent_proof"], "their session is in use"),
        new("/account", [.. Tries, "person", "person_token", "person_code", "announcement", "member_reach", "OpenIddictTokens", "OpenIddictAuthorizations", "logout_notice", "session_client", "link", "log_entry"], "their own account"),
        new("/signout", [.. Tries, "OpenIddictTokens", "OpenIddictAuthorizations", "logout_notice", "session_client"], "their own session"),
        new("/connect", ["OpenIddictTokens", "OpenIddictAuthorizations", "session_client", "logout_notice"], "a site asks for a code of theirs"),
        new("/notifications", ["notification", "notification_choice"], "their own notices"),
        new("/actions", ["action_request", "action_state", "link", "log_entry", "announcement", "notification"], "what they ask a company for"),
        new("/api/v1/actions", ["action_request", "action_state", "link", "log_entry", "announcement", "notification"], "what they ask a company for"),
        new("/documents", ["action_request", "action_state", "link", "log_entry", "announcement", "notification", .. Said], "what they ask a company for, and write to it"),
        new("/api/v1/documents", ["action_request", "action_state", "link", "log_entry", "announcement", "notification", .. Said], "what they ask a company for, and write to it"),
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
        await using var mail = new SmtpServer();
        await using var portal = await PortalFixture.Started(hub =>
        {
            hub.Mail = new MailEntry("127.0.0.1", mail.Port, MailSecurity.None, null, null, "portal@northwind.example");
            hub.SelfRegistration = true;
            hub.Proxies.Add(IPNetwork.Parse("127.0.0.0/8"));
            hub.PlainHttpFrom.Add(IPNetwork.Parse("0.0.0.0/0"));
            hub.People.Add(new SeedPerson(Boss, "Boss", PortalFixture.Password, [HubRoles.Administrator], new Dictionary<string, IReadOnlyList<string>>()));
            hub.Configure = builder =>
            {
                builder.Services.AddSingleton<AskedNames>().AddSingleton<IStartupFilter>(static p => p.GetRequiredService<AskedNames>());
                builder.Logging.ClearProviders().AddProvider(log);
            };
        });
        var hub = portal.Hub;
        var token = await hub.Token("operations", "hub.read hub.admin");
        using (var made = await hub.Send(HttpMethod.Post, "/api/v1/webhooks", token, System.Net.Http.Json.JsonContent.Create(JsonNode.Parse(Webhook))))
        {
            made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        }

        using (var made = await hub.Send(HttpMethod.Post, "/api/v1/receivers", token, System.Net.Http.Json.JsonContent.Create(new { name = "crm", scheme = "github", secret = "a-secret-of-some-length", site = "acme", user = "hooks@acme.example", docType = "Issue", document = "{\"subject\": {{ body.title | json }}}" })))
        {
            made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        }

        var accepted = await portal.Post("/api/v1/documents/acme/Quotation/QTN-R/actions/accept", await portal.Token(PortalFixture.Rita), new { input = new { } });
        var honest = new Honest(
            new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase)
            {
                ["site"] = ["acme", "globex"], ["link"] = ["acme"], ["docType"] = ["Quotation", "Issue"], ["name"] = ["QTN-R", "crm", "fuzzed"], ["document"] = ["QTN-R"], ["id"] = [portal.Riverside, "fuzzed", "crm", portal.PersonOf(PortalFixture.Vera), (string?)accepted.Body?["request"] ?? "x"],
                ["request"] = [(string?)accepted.Body?["request"] ?? "x"], ["customer"] = [portal.Riverside], ["person"] = [portal.PersonOf(PortalFixture.Vera)], ["account"] = ["CUST-R"], ["action"] = ["accept", "decline", "new"], ["act"] = ["accept", "decline"], ["long"] = ["1", "4711"], ["status"] = ["Open", "404", "500"],
                ["email"] = ["new@riverside.example", PortalFixture.Rita], ["password"] = [PortalFixture.Password], ["role"] = ["buyer", "viewer"], ["roles"] = ["administrator"], ["state"] = ["waiting", "failed", "s"], ["sort"] = ["changed", "name"], ["order"] = ["asc", "desc"], ["limit"] = ["10"], ["cursor"] = ["1", "1_x"],
                ["since"] = ["2026-11-24T12:00:00Z", "6h"], ["until"] = ["2026-11-25T12:00:00Z"], ["from"] = ["2026-11-01"], ["to"] = ["2026-11-30"], ["url"] = ["http://127.0.0.1:9/hook"], ["scheme"] = ["standard", "github", "frappe"], ["returnUrl"] = ["/documents"], ["path"] = ["site.css", "recurring"], ["documentName"] = ["v1"],
                ["client_id"] = ["site-acme", "operations"], ["client_secret"] = [HubFixture.Secret], ["grant_type"] = ["client_credentials", "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:token-exchange"], ["redirect_uri"] = [Browser.Callback], ["response_type"] = ["code"], ["scope"] = ["openid profile", "hub.read"],
                ["code_challenge"] = [new string('a', 43)], ["code_challenge_method"] = ["S256"], ["subject_token_type"] = ["urn:ietf:params:oauth:token-type:access_token"], ["memberTokens"] = ["thisSite"], ["language"] = ["de", "en"], ["theme"] = ["dark"], ["timeZone"] = ["Europe/Berlin"], ["condition"] = ["doc.status == 'Open'"],
                ["template"] = ["{{ doc.name }}"], ["text"] = ["{\"subject\": \"x\"}"], ["body"] = ["{\"title\": \"x\"}"], ["origin"] = ["api"], ["kind"] = ["mail", "receipt"], ["key"] = ["k1"], ["hash"] = [""], ["overlap"] = ["1h"], ["docTypes"] = ["Quotation"], ["events"] = ["on_update"], ["least"] = ["1"], ["most"] = ["2"], ["currency"] = ["EUR"],
            },
            Bodies);
        var run = new Fuzzing.Fuzz(hub.Http.BaseAddress!, hub.Host, hub.DatabasePath, hub.Service<AskedNames>(), log, honest, seed);
        List<Target> targets = [.. await Target.All(hub.App.Services), .. Others];

        await hub.IsQuiet();
        using var stranger = new Browser(hub);
        var page = Browser.Token(await stranger.Page("/signin"));
        await run.Run(targets, times, () => Task.FromResult(new Caller("anonymous", _ => [("Cookie", stranger.Cookies)], page, AnonymousMay)));
        await run.Run(targets, times, Session(hub, PortalFixture.Rita, await portal.Token(PortalFixture.Rita), "member", MemberMay));
        await run.Run(targets, times, Session(hub, Boss, token, "administrator", null));

        TestContext.Current.TestOutputHelper?.WriteLine($"{run.Sent} requests to {targets.Count} targets");
        run.Faults.ShouldBeEmpty();
        StoredRows.Unsound(hub.DatabasePath).ShouldBeEmpty();
    }

    /// <summary>By their session on pages, and by their token where programs ask.</summary>
    private static Func<Task<Caller>> Session(HubFixture hub, string email, string token, string name, Effect[]? may)
    {
        Browser? browser = null;
        string? antiforgery = null;
        return async () =>
        {
            var isIn = false;
            if (browser is not null)
            {
                using var account = await browser.Get("/account");
                isIn = account.StatusCode == HttpStatusCode.OK;
            }

            if (!isIn)
            {
                browser?.Dispose();
                browser = new Browser(hub);

                // Wrong tries of the account were counted meanwhile, as they should be.
                await hub.Database.Writer.Write(static session => session.Execute("DELETE FROM sign_in_attempt"));
                using var signedIn = await browser.SignIn(email, PortalFixture.Password);
                signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect, await signedIn.Content.ReadAsStringAsync());
                antiforgery = Browser.Token(await browser.Page("/account"));
            }

            return new Caller(name, target => target.Route.StartsWith("/api/", StringComparison.Ordinal) || target.Route is "/metrics" ? [("Authorization", "Bearer " + token)] : [("Cookie", browser!.Cookies)], antiforgery, may);
        };
    }
}
