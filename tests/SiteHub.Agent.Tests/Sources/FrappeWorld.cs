using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Sources.Frappe.Conversation;
using SiteHub.Agent.Sources.Frappe.Hints;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Agent.Sources.Frappe.Reading;
using SiteHub.Agent.Sources.Frappe.Sweeping;
using SiteHub.Operations.Configuration;
using SiteHub.Testing.Frappe;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>A stand-in for Frappe and a site that mirrors it, with one clock that the test turns.</summary>
internal sealed class FrappeWorld : IAsyncDisposable
{
    public const string Order = "SH Order";

    private static readonly string[] Events = ["after_insert", "on_change", "on_trash"];

    public FrappeWorld(int version = 15, DateTimeOffset? from = null)
    {
        Site = from is { } begin ? new SiteFixture { Time = new SteppedTime(begin) { AutoAdvanceAmount = TimeSpan.FromMicroseconds(10) } } : new SiteFixture();
        Frappe = StandInErp.AddTo(new StandInFrappe(Site.Time, version));
        Site.DocTypes.Clear();
        Site.DocTypes.AddRange(
        [
            new(Order, Naming, true, false, "title",
            [
                Field("title"), Field("customer_name"), Field("amount", FieldType.Currency), Field("due", FieldType.Date), Field("at", FieldType.Datetime), Field("status"), Field("notes", FieldType.SmallText),
                Field("rows", FieldType.Table, "SH Order Row"),
            ],
            [new PermissionEntry("System Manager", DocRights.Read)]),
            new("SH Order Row", Naming, false, true, null, [Field("item"), Field("qty", FieldType.Float), Field("rate", FieldType.Currency)], []),
        ]);
        Site.Publications.Add(new PublicationEntry(Order, "true", [new("title", "title", null), new("status", "status", null), new("at", "at", null), new("rows", "rows", null)], "customer_name", CardEntry.Empty));
    }

    public SiteFixture Site { get; }

    public StandInFrappe Frappe { get; }

    public FrappeBudget Budget { get; set; } = FrappeBudget.Default;

    public string Secret { get; set; } = StandInFrappe.Secret;

    public string Key { get; set; } = StandInFrappe.Key;

    /// <summary>By OAuth, and no key.</summary>
    public bool OAuth { get; set; }

    /// <summary>Members may connect their own users.</summary>
    public bool Members { get; set; }

    public TimeZoneInfo? TimeZone { get; set; }

    /// <summary>What is said on orders goes to and fro by this rule; the site has joined for it.</summary>
    public ConversationEntry? Conversation { get; set; }

    public static NamingRule Naming { get; } = new(NamingKind.Prompt, "");

    public static FieldEntry Field(string name, FieldType type = FieldType.Data, string? options = null) => new(name, name, type, false, options, null, true, false);

    public async Task<FrappeWorld> StartAsync(bool mirrored = true)
    {
        if (!Frappe.Url.Authority.Contains("127.0.0.1", StringComparison.Ordinal))
        {
            await Frappe.StartAsync();
        }

        Site.Frappe = new FrappeEntry(Frappe.Url, OAuth ? null : new ApiKeyEntry(Key, new Secret(Secret)), Budget) { TimeZone = TimeZone, OAuth = OAuth ? Client : null, Members = Members ? Client : null };
        if (Conversation is not null)
        {
            Site.Publications[0] = Site.Publications[0] with { Conversation = Conversation };
            foreach (var talk in new[] { "Comment", "Communication" }.Where(talk => Frappe.Site.Type(talk).Find(Site.Frappe.RequestField) is null))
            {
                Frappe.Site.Type(talk).Fields.Add(new StandInField(Site.Frappe.RequestField) { Unique = true, Label = "SiteHub Request" });
            }
        }

        await Site.Start();
        if (mirrored)
        {
            await Sweep();
        }

        return this;
    }

    private static FrappeOAuthEntry Client => new(StandInOAuth.ClientId, new Secret(StandInOAuth.ClientSecret), FrappeOAuthEntry.UsualScopes);

    /// <summary>The site's webhooks, as they are made when it joins.</summary>
    public void Hook(string docType = Order)
    {
        foreach (var docEvent in Events)
        {
            Frappe.Hooks.Add(docType, docEvent, HintUrl(docType, docEvent), Site.Service<HintSecrets>().Of(docType, docEvent));
        }
    }

    public Uri HintUrl(string docType, string docEvent) => new(Site.Http.BaseAddress!, $"{HintEndpoint.Path}/{Uri.EscapeDataString(docType)}/{docEvent}");

    /// <summary>One look at everything that is due, as the clock would have it.</summary>
    public async Task Sweep()
    {
        Site.Time.Advance(TimeSpan.FromMinutes(2));
        await Worker<SweepWorker>().Round(CancellationToken.None);
        await Read();
        await Hear();
    }

    /// <summary>What was said is read.</summary>
    public async Task Hear()
    {
        await Task.WhenAll(Frappe.Hooks.Sending);
        if (Conversation is not null)
        {
            await Worker<TalkWorker>().Round(CancellationToken.None);
        }
    }

    public async Task Night()
    {
        Site.Time.Advance(TimeSpan.FromHours(25));
        await Sweep();
    }

    /// <summary>Everything that was named is read back.</summary>
    public async Task Read()
    {
        await Task.WhenAll(Frappe.Hooks.Sending);
        await Worker<ReadWorker>().Round(CancellationToken.None);
    }

    public async Task Later(TimeSpan time)
    {
        Site.Time.Advance(time);
        await Read();
    }

    public T Worker<T>() => Site.Service<IEnumerable<IHostedService>>().OfType<T>().Single();

    public DocumentState? Find(string name, string docType = Order) => Site.Database.Read(session => StoredDocument.Find(session, docType, name))?.State;

    public long Revision(string name, string docType = Order) => Find(name, docType)!.Revision;

    public JsonObject Body(string name, string docType = Order) => JsonNode.Parse(Find(name, docType)!.Body.Span)!.AsObject();

    public long Count(string docType = Order) => Site.Count($"deleted = 0 AND doc_type = '{docType}'");

    public TypeProgress Progress(string docType = Order) => Site.Database.Read(session => SiteHub.Agent.Sources.Frappe.Mirror.Progress.Find(session, docType))!;

    public string Insert(string title = "one", object? more = null)
    {
        var given = new JsonObject { ["title"] = title, ["customer_name"] = "CUST-1", ["rows"] = new JsonArray(new JsonObject { ["item"] = "A", ["qty"] = 1 }) };
        foreach (var (key, value) in System.Text.Json.JsonSerializer.SerializeToNode(more ?? new object())!.AsObject())
        {
            given[key] = value?.DeepClone();
        }

        return (string)Frappe.Site.Insert(Order, given)["name"]!;
    }

    public void Update(string name, object change) => Frappe.Site.Update(Order, name, System.Text.Json.JsonSerializer.SerializeToNode(change)!.AsObject());

    /// <summary>The site's log for the hub: types and names, in order.</summary>
    public List<(string Type, JsonObject Data)> Log() => Site.Database.Read(static session => session.Many("SELECT type, data FROM log_entry ORDER BY key", static row => (row.Text(0), JsonNode.Parse(row.Bytes(1))!.AsObject())));

    /// <summary>The mirror holds what the site holds, and nothing else.</summary>
    public void ShouldEqualTheSite(string docType = Order)
    {
        var theirs = Frappe.Site.Of(docType).Values.ToDictionary(static doc => (string)doc["name"]!, static doc => ((string?)doc["title"], (string?)doc["status"], (int)doc["docstatus"]!, doc["rows"]?.AsArray().Count), StringComparer.Ordinal);
        var ours = Site.Database.Read(session => session.Many("SELECT name, body, doc_status FROM document WHERE doc_type = $1 AND deleted = 0", static row => (row.Text(0), JsonNode.Parse(row.Bytes(1))!.AsObject(), row.Int(2)), docType))
            .ToDictionary(static row => row.Item1, static row => ((string?)row.Item2["title"], (string?)row.Item2["status"], row.Item3, row.Item2["rows"]?.AsArray().Count), StringComparer.Ordinal);
        ours.Count.ShouldBe(theirs.Count);
        foreach (var (name, theirs1) in theirs)
        {
            ours[name].ShouldBe(theirs1, name);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        await Frappe.DisposeAsync();
    }
}
