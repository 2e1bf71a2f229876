using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Webhooks;
using SiteHub.Hub.Customers;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.Replica;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Tests.Access;

/// <summary>One hub with data of every kind at acme and at globex, and everybody signed in. Whatever is globex's has that word in it.</summary>
public sealed class TwoSites : IAsyncLifetime
{
    private const string Password = "a long enough password";
    private const string Scopes = "openid offline_access member.read member.act";

    private readonly Dictionary<Who, Browser> _browsers = [];
    private readonly Dictionary<Who, string> _tokens = [];

    public HubFixture Hub { get; } = new();

    public Things Here { get; private set; } = null!;

    public Things There { get; private set; } = null!;

    /// <summary>Has an account at either site.</summary>
    public string Both { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Person(Who.OtherMember);
        Person(Who.Viewer);
        Person(Who.Buyer);
        Person(Who.CustomerAdministrator);
        Person(Who.Employee, site: "acme");
        Person(Who.Auditor, HubRoles.Auditor);
        Person(Who.AuditorHere, HubRoles.Auditor, bound: "acme");
        Person(Who.AuditorThere, HubRoles.Auditor, bound: "globex");
        Person(Who.Operator, HubRoles.Operator);
        Person(Who.OperatorHere, HubRoles.Operator, bound: "acme");
        Person(Who.OperatorThere, HubRoles.Operator, bound: "globex");
        Person(Who.Administrator, HubRoles.Administrator);
        Hub.People.Add(new SeedPerson("member@globex-buyers.example", "Member of globex", Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        Hub.People.Add(new SeedPerson("clerk@globex.example", "Clerk of globex", Password, [], new Dictionary<string, IReadOnlyList<string>> { ["globex"] = ["Globex User"] }));
        Hub.Customers.Add(new SeedCustomer("Riverside", [("acme", "CUST-R")], [(Mail(Who.Buyer), "buyer"), (Mail(Who.Viewer), "viewer"), (Mail(Who.CustomerAdministrator), "administrator")]));
        Hub.Customers.Add(new SeedCustomer("Lakeside", [("acme", "CUST-L")], [(Mail(Who.OtherMember), "administrator")]));
        Hub.Customers.Add(new SeedCustomer("Buyers at globex", [("globex", "CUST-globex")], [("member@globex-buyers.example", "buyer")]));
        Hub.Customers.Add(new SeedCustomer("Both", [("acme", "CUST-B"), ("globex", "CUST-B-globex")], [(Mail(Who.Viewer), "viewer")]));
        await Hub.Start();
        Here = await Plant("acme", "QTN-R", "CUST-R", "Riverside", Mail(Who.Buyer));
        There = await Plant("globex", "QTN-globex", "CUST-globex", "Buyers at globex", "member@globex-buyers.example");
        Both = Text("SELECT id FROM customer WHERE name = 'Both'");
        foreach (var who in Enum.GetValues<Who>().Where(static w => w is >= Who.OtherMember and <= Who.Administrator))
        {
            var browser = _browsers[who] = new Browser(Hub);
            (await browser.SignIn(Mail(who), Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect, $"{who}");
        }

        _browsers[Who.Anonymous] = new Browser(Hub);
        _tokens[Who.SiteHere] = await Hub.Token("site-acme");
        _tokens[Who.SiteThere] = await Hub.Token("site-globex");
        _tokens[Who.HubRead] = await Hub.Token("operations", "hub.read");
        _tokens[Who.HubAdmin] = await Hub.Token("operations", "hub.admin");
        _tokens[Who.MemberTokenHere] = await MemberToken(Who.Buyer, "acme");
        _tokens[Who.MemberTokenThere] = await MemberToken(Who.Buyer, "globex");
        _tokens[Who.OtherMemberToken] = await MemberToken(Who.OtherMember, "acme");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in _browsers.Values)
        {
            browser.Dispose();
        }

        await Hub.DisposeAsync();
    }

    public Browser Browser(Who who) => _browsers[who];

    public string PersonOf(Who who) => Hub.Database.Read(session => session.Text("SELECT Id FROM person WHERE Email = $1", Mail(who)))!;

    public string Text(string sql) => Hub.Database.Read(session => session.Text(sql)) ?? throw new InvalidOperationException(sql);

    /// <summary>As this caller would: with their cookies, or their token. Of an answer that does not end, its head.</summary>
    /// <param name="antiforgery">of a form; null: it is none</param>
    /// <param name="fields">what a form has besides</param>
    public async Task<HttpResponseMessage> Send(Who who, HttpMethod method, string path, string? antiforgery = null, IReadOnlyDictionary<string, string>? fields = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method != HttpMethod.Get)
        {
            request.Content = path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/sitehub/", StringComparison.Ordinal) ? Body(path) : new FormUrlEncodedContent([.. fields ?? new Dictionary<string, string>(), .. antiforgery is null ? [] : new KeyValuePair<string, string>[] { new("__RequestVerificationToken", antiforgery) }]);
        }

        if (_tokens.TryGetValue(who, out var token))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return await _browsers[token is null ? who : Who.Anonymous].Send(request);
    }

    /// <summary>As this person's browser sends a form; none: as it fetches a page.</summary>
    public async Task<HttpResponseMessage> SendForm(Who who, HttpMethod method, string path, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { { "Accept", "text/html" } } };
        if (method == HttpMethod.Post)
        {
            request.Content = new FormUrlEncodedContent(fields);
        }

        return await _browsers[who].Send(request);
    }

    /// <summary>Whoever was disabled by another may come again.</summary>
    public Task Mend() => Hub.Database.Writer.Write(static db => db.Execute("UPDATE person SET State = 'Active' WHERE State = 'Disabled'"));

    private static HttpContent Body(string path) => path is "/api/v1/people/import" or "/api/v1/customers/import" ? new StringContent("", null, "text/csv") : JsonContent.Create(new { });

    private static string Mail(Who who) => $"{who}@example.com".ToLowerInvariant();

    private void Person(Who who, string? role = null, string? bound = null, string? site = null) =>
        Hub.People.Add(new SeedPerson(Mail(who), $"{who}", Password, role is null ? [] : [role], site is null ? new Dictionary<string, IReadOnlyList<string>>() : new Dictionary<string, IReadOnlyList<string>> { [site] = ["Sales User"] })
        {
            Sites = bound is null ? [] : [bound],
        });

    private async Task<string> MemberToken(Who who, string site)
    {
        var browser = _browsers[who];
        var callback = $"http://{site}.localhost:5101/signin-oidc";
        var (status, answer) = await browser.Redeem(await browser.Authorize($"site-{site}", Scopes, callback), $"site-{site}", callback);
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        return (string)answer["access_token"]!;
    }

    /// <summary>A document, a webhook and a delivery of it, a receiver and a receipt, a rejected entry, an action, a removal that waits, and a replay.</summary>
    private async Task<Things> Plant(string site, string name, string account, string customer, string member)
    {
        var log = new SiteLog(Hub, site);
        await log.Apply(LinkEventTypes.SiteCatalogue, new SiteCatalogue([new CatalogueDocType("Quotation", true)], [new CataloguePublication("Quotation", 0, [new CatalogueField("status", "Select", $"Status at {site}")]) { Print = DocumentPrints.Pdf, Files = true }])
        {
            Actions =
            [
                new CatalogueAction("Quotation", "accept", $"Accept at {site}", true, "buyer", []),
                new CatalogueAction("Issue", "new", "Report an issue", false, "viewer", []),
            ],
        }.WriteTo);

        await Put("/api/v1/webhooks", new { name = $"{site}-hook", sites = new[] { site }, docTypes = new[] { "Quotation" }, events = new[] { "on_update" }, url = "http://127.0.0.1:9/" + site, retries = new[] { "1h" } });
        await Put("/api/v1/receivers", new { name = $"{site}-in", scheme = "frappe", site, user = $"clerk@{site}.example", docType = "Issue", document = $$"""{"subject": "from {{site}}"}""" });
        if (site == "acme")
        {
            await Put("/api/v1/webhooks", new { name = "everywhere", docTypes = new[] { "Quotation" }, events = new[] { "on_update" }, url = "http://127.0.0.1:9/all", retries = new[] { "1h" } });
        }

        var body = new JsonObject { ["status"] = "Open", ["word"] = $"word of {site}" }.ToJsonString();
        (await log.Changed(SiteLog.Document(name, 1, body, account: account, card: DocumentCard.Empty with { Title = $"Title at {site}", Status = "Open" }) with { Actions = ["accept"], People = [new DocumentPerson(account, $"somebody@{site}.example")] })).ShouldBe(Delivery.Links.ApplyOutcome.Applied);
        await Hub.Database.Writer.Write(db =>
        {
            var now = Hub.Time.GetUtcNow();
            db.Execute("INSERT INTO rejected_entry (link, epoch, epoch_id, seq, entry_id, type, subject, at, received_at, reason, data) VALUES ($1, 1, 'e', 77, 'evt', 'document.changed', $2, $3, $3, $2, $4)", site, $"reason at {site}", now, new ReadOnlyMemory<byte>("{}"u8.ToArray()));
            db.Execute("INSERT INTO action_request (id, customer, person, site, account, action, label, doc_type, name, input, created, state, rank, changed) SELECT $1, c.id, p.Id, $2, $3, 'accept', $4, 'Quotation', $5, '{}', $6, 'unknown', 1, $6 FROM customer c, person p WHERE c.name = $7 AND p.Email = $8", $"act_{site}", site, account, $"Accept at {site}", name, now, customer, member);
            db.Execute("INSERT INTO snapshot (site, doc_type, snapshot, publication_version, state, begun_epoch, begun_seq, begun_at, ended_at, held, missing) VALUES ($1, 'Quotation', $2, 0, 1, 1, 1, $3, $3, 500, 400)", site, $"snp_{site}", now);
            return 0;
        });
        var receiver = Hub.Service<Operations.Receiving.ReceiverRows>().Find($"{site}-in")!;
        var receipt = await Hub.Database.Writer.Write(db => Hub.Service<Operations.Receiving.Receipts>().Keep(db, receiver.Id, receiver.Name, $"key-{site}", "application/json", "{}", System.Text.Encoding.UTF8.GetBytes($$"""{"from": "{{site}}"}""")).Id);
        for (var i = 0; i < 600 && Hub.Service<Operations.Receiving.Receipts>().Find(receipt)!.Due is not null; i++)
        {
            await Task.Delay(50);
        }

        var webhook = Hub.Service<WebhookRegistry>().Find($"{site}-hook")!.Definition.Id;
        var deliveries = Hub.Service<Deliveries>();
        var delivery = deliveries.List(new DeliveryFilter { Webhook = webhook }).Deliveries.ShouldHaveSingleItem().Id;
        var replay = await Hub.Service<Replays>().StartAsync(new DeliveryFilter { Webhook = webhook, Name = name, Within = [site] });
        return new Things(
            site, name, account, webhook, delivery, receiver.Id, receipt, Text($"SELECT CAST(id AS TEXT) FROM rejected_entry WHERE link = '{site}'"), $"act_{site}", Text($"SELECT id FROM customer WHERE name = '{customer}'"), Text($"SELECT Id FROM person WHERE Email = '{member}'"), replay);
    }

    private async Task Put(string path, object what)
    {
        using var content = JsonContent.Create(what);
        using var made = await Hub.Send(HttpMethod.Post, path, await Hub.Token("operations", "hub.admin"), content);
        made.IsSuccessStatusCode.ShouldBeTrue(await made.Content.ReadAsStringAsync());
    }
}

/// <summary>What one site has at the hub.</summary>
public sealed record Things(
    string Site, string Document, string Account, string Webhook, string Delivery, string Receiver, long Receipt, string Rejected, string Request, string Customer, string Person, string Replay);
