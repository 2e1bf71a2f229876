using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Links;
using SiteHub.Hub.Customers;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.Replica;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Conversation;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Tests.Customers;

/// <summary>A hub with two customers: Riverside (CUST-R at acme) and Lakeside (CUST-L), each with its people, and a site that says what may be done.</summary>
public sealed class PortalFixture : IAsyncDisposable
{
    public const string Rita = "rita@riverside.example";
    public const string Vera = "vera@riverside.example";
    public const string Ada = "ada@riverside.example";
    public const string Leo = "leo@lakeside.example";
    public const string Password = "a long enough password";

    private readonly Dictionary<string, Browser> _browsers = [];

    public HubFixture Hub { get; } = new();

    public SiteLog Acme { get; private set; } = null!;

    public string Riverside => CustomerOf("Riverside");

    public string Lakeside => CustomerOf("Lakeside");

    public static async Task<PortalFixture> Started(Action<HubFixture>? arrange = null)
    {
        var portal = new PortalFixture();
        arrange?.Invoke(portal.Hub);
        foreach (var email in new[] { Rita, Vera, Ada, Leo })
        {
            portal.Hub.People.Add(new SeedPerson(email, email.Split('@')[0], Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        }

        portal.Hub.Customers.Add(new SeedCustomer("Riverside", [("acme", "CUST-R"), ("globex", "G-R")], [(Rita, "buyer"), (Vera, "viewer"), (Ada, "administrator")]));
        portal.Hub.Customers.Add(new SeedCustomer("Lakeside", [("acme", "CUST-L")], [(Leo, "administrator")]));
        await portal.Hub.Start();
        portal.Acme = new SiteLog(portal.Hub);
        await portal.Acme.Apply(LinkEventTypes.SiteCatalogue, new SiteCatalogue(
            [new CatalogueDocType("Quotation", true)],
            [new CataloguePublication("Quotation", 0, [new CatalogueField("status", "Select", "Status"), new CatalogueField("secret", "Data", "Secret"), new CatalogueField("terms", "Text Editor", "Terms"), new CatalogueField("modified", "Datetime", null)]) { Conversation = new ConversationRule("buyer") { Mark = "@customer", ReadBy = "the sales team" } }])
        {
            Actions =
            [
                new CatalogueAction("Quotation", "accept", "Accept", true, "buyer", [new ActionField("po_no", "Your number", "text", false) { MaxLength = 10 }]),
                new CatalogueAction("Quotation", "decline", "Decline", true, "buyer", [new ActionField("reason", "Reason", "longText", true), new ActionField("count", "Count", "integer", false) { Min = 1, Max = 3 }]),
                new CatalogueAction("Issue", "new", "Report an issue", false, "buyer", [new ActionField("subject", "Subject", "text", true)]),
            ],
        }.WriteTo);
        await portal.Quotation("QTN-R", "CUST-R");
        await portal.Quotation("QTN-L", "CUST-L");
        return portal;
    }

    public Task<ApplyOutcome> Quotation(string name, string account, long revision = 1, string status = "Open", string secret = "", string? previous = null, string terms = "") => Acme.Changed(Told(name, account, revision, status, secret, terms) with { PreviousAccount = previous });

    /// <summary>What is open on it, the site has worked out: both while it is open, and to decline it always.</summary>
    public static DocumentChange Told(string name, string account, long revision = 1, string status = "Open", string secret = "", string terms = "") =>
        SiteLog.Document(name, revision, new JsonObject { ["status"] = status, ["secret"] = secret.Length > 0 ? secret : $"word-of-{account}", ["terms"] = terms }.ToJsonString(), account: account, card: DocumentCard.Empty with { Status = status, Title = $"Title {name}", Amount = 100.50m, Currency = "EUR" })
        with { Actions = status == "Open" ? ["accept", "decline"] : ["decline"] };

    public async Task<Browser> Browser(string email)
    {
        if (!_browsers.TryGetValue(email, out var browser))
        {
            _browsers[email] = browser = new Browser(Hub);
            using var _ = await browser.SignIn(email, Password);
        }

        return browser;
    }

    /// <summary>A token of a member's own program: one that a site got for them, and exchanged.</summary>
    public async Task<string> Token(string email)
    {
        var browser = await Browser(email);
        var back = new Uri(Hub.Sites[0].Url, "signin-oidc").AbsoluteUri;
        var (_, tokens) = await browser.Redeem(await browser.Authorize(scope: "openid offline_access member.read member.act", redirect: back), redirect: back);
        var (status, answer) = await browser.Token(
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("client_id", "site-acme"),
            ("client_secret", HubFixture.Secret),
            ("subject_token", (string)tokens["access_token"]!),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ("scope", "member.read member.act"));
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        return (string)answer["access_token"]!;
    }

    public async Task<(HttpStatusCode Status, JsonNode? Body)> Get(string path, string token)
    {
        using var response = await Hub.Get(path, token);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public async Task<(HttpStatusCode Status, JsonNode? Body)> Post(string path, string token, object body, string? key = null)
    {
        using var content = JsonContent.Create(body);
        return await Send(HttpMethod.Post, path, token, content, key);
    }

    public async Task<(HttpStatusCode Status, JsonNode? Body)> Send(HttpMethod method, string path, string token, HttpContent? content, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content, Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await Hub.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public Task<string> Operator() => Hub.Token("operations", "hub.read hub.admin");

    public string PersonOf(string email) => Hub.Database.Read(session => session.Text("SELECT Id FROM person WHERE Email = $1", email))!;

    public long Requests => Hub.Database.Read(static session => session.Long("SELECT count(*) FROM action_request"))!.Value;

    /// <summary>What waits in the hub's log for acme.</summary>
    public List<LinkEvent> Sent() => Hub.Database.Read(static session => session.Many(
        "SELECT key & 1099511627775, id, type, at, data FROM log_entry WHERE key >> 40 = (SELECT log FROM link WHERE name = 'acme') ORDER BY key",
        static row => new LinkEvent(row.Long(0), row.Text(1), row.Text(2), row.Time(3), row.Bytes(4))));

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in _browsers.Values)
        {
            browser.Dispose();
        }

        await Hub.DisposeAsync();
    }

    private string CustomerOf(string name) => Hub.Database.Read(session => session.Text("SELECT id FROM customer WHERE name = $1", name))!;
}
