using SiteHub.Agent.Links;
using SiteHub.Agent.Actions;
using SiteHub.Agent.Conversation;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Hangfire;
using Hangfire.InMemory;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SiteHub.Agent.Documents;
using SiteHub.Agent.People;
using SiteHub.Agent.Publications;
using SiteHub.Delivery;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Receiving;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Tests.Publications;

/// <summary>A site's publications over a real database: documents are saved into its table as a document source would, and its log is read.</summary>
internal sealed class PublishingSite : IAsyncDisposable
{
    private static readonly DocTypeEntry Quotation = new("Quotation", new NamingRule(NamingKind.Prompt, ""), Submittable: true, Child: false, null, [], []);
    private static readonly DocTypeEntry Customer = Quotation with { Name = "Customer", Submittable = false };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sitehub-test-");
    private ServiceProvider? _services;

    /// <summary>What may be done with its documents, from the next start on.</summary>
    public List<ActionEntry> Actions { get; } = [];

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 20, 44, 0, TimeSpan.Zero));

    private string File => Path.Combine(_folder.FullName, "acme.db");

    public Database Database => Get<Database>();

    public T Get<T>()
        where T : notnull => _services!.GetRequiredService<T>();

    public static PublicationEntry Publishes(string docType, string? when = null, string? account = "customer", params string[] fields) =>
        new(docType, when, [.. (fields is [] ? ["name", "status", "customer"] : fields).Select(f => new PublishedField(f, f, null))], account, CardEntry.Empty);

    public static ActionEntry Action(string name, string? when = null, string docType = "Quotation", string label = "Do it") =>
        new(new CatalogueAction(docType, name, label, true, "buyer", []), [new ActionStep.Comment("'done'")]) { When = when };

    public async Task<PublishingSite> StartAsync(params PublicationEntry[] publications)
    {
        await StopAsync();
        var source = new SourceEntry(SourceEntry.Embedded, [Quotation, Customer], SeedEntry.Nothing);
        var site = new SiteEntry("acme", "Acme", new Uri("http://localhost:5101"), "http://localhost:5101", "acme.db", null, source, [], [], publications, null) { Actions = [.. Actions] };
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton(new SiteOptions(new Uri("http://localhost:5100"), site, _folder.FullName, new byte[32], Development: false));
        services.AddSingleton(p => Database.Open(File, p.GetRequiredService<ILogger<GroupCommit>>(), TimeProvider.System));
        services.AddSingleton<LinkSignals>().AddSingleton<LinkLog>();
        services.AddSingleton<KnownKeys>();
        services.AddSingleton<ReceivingSignal>().AddSingleton<Receipts>().AddSingleton<RoutedReceipts>().AddSingleton<SiteHub.Agent.Receiving.HubUsers>().AddSingleton<SiteHub.Agent.SignIn.Sessions.SessionEnds>().AddSingleton<SiteHub.Operations.Streams.OpenStreams>();
        services.AddSingleton<Func<Microsoft.AspNetCore.Http.HttpContext, SiteHub.Operations.Streams.StreamOwner>>(static _ => new SiteHub.Operations.Streams.StreamOwner(null, null));
        services.AddSingleton<Microsoft.Extensions.Hosting.IHostApplicationLifetime, Microsoft.Extensions.Hosting.Internal.ApplicationLifetime>();
        services.AddSingleton<IBackgroundJobClientV2>(_ => new BackgroundJobClient(new InMemoryStorage()));
        services.AddHttpClient().AddSingleton<HubKeySet>().AddSingleton<SiteHub.Agent.Enrolment.RenewalSignal>().AddSingleton<ActionProgress>().AddSingleton<ActionSignal>().AddSingleton<ActionIntake>();
        services.AddSingleton<MemberTokenCheck>().AddSingleton<MessageRows>().AddSingleton<MessageIntake>().AddSingleton<MessageSignal>();
        services.AddSingleton<SiteHub.Agent.SignIn.People.LocalUsers>();
        services.AddPublications();
        _services = services.BuildServiceProvider();
        CreateTables();
        await Get<PublicationStart>().Apply(CancellationToken.None);
        return this;
    }

    /// <summary>Runs every resync that is wanted to its end.</summary>
    public async Task ResyncAsync()
    {
        while (Database.Read(Resync.Pending) is [var first, ..])
        {
            await Get<ResyncRunner>().RunAsync(first.DocType, CancellationToken.None);
        }
    }

    /// <summary>Saves a new state under a name, or deletes it (null), as a document source does.</summary>
    public async Task SaveAsync(string name, object? body, int docStatus = 1, string docType = "Quotation", Action<Session>? also = null)
    {
        var (before, revision) = Find(docType, name);
        var modified = Time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        var json = body is string text ? Encoding.UTF8.GetBytes(text) : body is null ? "{}"u8.ToArray() : System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body);
        var now = new DocumentState(docType, name, revision + 1, docStatus, modified, "jane@acme.example", json, Deleted: body is null);
        var save = new Save(before, body is null ? null : now, body is null ? ["on_trash", "on_change"] : ["on_update", "on_change"], "jane@acme.example", null)
        {
            Removed = body is null ? now : null,
        };
        var prepared = Get<IChangeFeed>().Prepare(save);
        await Database.Writer.Write(session =>
        {
            var id = session.Long(
                """
                INSERT INTO document (doc_type, name, revision, doc_status, modified, modified_by, body, deleted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                ON CONFLICT (doc_type, name) DO UPDATE SET revision = excluded.revision, doc_status = excluded.doc_status, modified = excluded.modified,
                    modified_by = excluded.modified_by, body = excluded.body, deleted = excluded.deleted RETURNING id
                """,
                docType,
                name,
                now.Revision,
                now.DocStatus,
                now.Modified,
                now.ModifiedBy,
                now.Body,
                now.Deleted)!.Value;
            prepared?.Commit(session, id);
            also?.Invoke(session);
        });
    }

    /// <summary>What the log holds since the last look: type and data.</summary>
    public List<(string Type, JsonObject Data)> Log()
    {
        var all = Database.Read(s => s.Many("SELECT type, data FROM log_entry ORDER BY key", r => (r.Text(0), (JsonObject)JsonNode.Parse(r.Bytes(1))!)));
        var fresh = all[_seen..];
        _seen = all.Count;
        return fresh;
    }

    private int _seen;

    public long Count(string table) => Database.Read(s => s.Long($"SELECT count(*) FROM {table}"))!.Value;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StopAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
            SqliteConnection.ClearAllPools();
        }
    }

    private (DocumentState? Before, long Revision) Find(string docType, string name) => Database.Read(s => s.One(
        "SELECT revision, doc_status, modified, modified_by, body, deleted FROM document WHERE doc_type = $1 AND name = $2",
        r => r.Bool(5)
            ? (null, r.Long(0))
            : ((DocumentState?)new DocumentState(docType, name, r.Long(0), r.Int(1), r.Text(2), r.Text(3), r.Bytes(4), Deleted: false), r.Long(0)),
        docType,
        name));

    private void CreateTables()
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master";
        if ((long)command.ExecuteScalar()! > 0)
        {
            return;
        }

        command.CommandText = DeliverySchema.Sqlite + PublicationTables.Sqlite + ActionTables.Sqlite + ConversationTables.Sqlite + ConversationTables.ActsAs + """
            CREATE TABLE document (id INTEGER PRIMARY KEY, doc_type TEXT, name TEXT, revision INTEGER, doc_status INTEGER, modified TEXT, modified_by TEXT,
                body BLOB, deleted INTEGER, UNIQUE (doc_type, name));
            INSERT INTO link (name, peer, sends_secret, receives_secret, origin, log, out_epoch, out_epoch_id)
                VALUES ('acme', 'http://localhost:5100', '', '', 'file', 1, 1, 'ep_1');
            """;
        command.ExecuteNonQuery();
    }
}
