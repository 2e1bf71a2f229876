using System.Buffers;
using System.Text;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Tests.Replica;

/// <summary>Plays a site: writes entries as it would, and hands them to the hub's applier as its link would.</summary>
public sealed class SiteLog(HubFixture hub, string site = "acme")
{
    private readonly ILinkApplier _applier = hub.Service<ILinkApplier>();
    private long _seq;

    public long Epoch { get; set; } = 1;

    public static DocumentChange Document(string name, long revision, string body = "{}", long publicationVersion = 0, string docType = "Quotation", string? account = "CUST-0001", DocumentCard? card = null, int docStatus = 1) =>
        new(
            docType,
            name,
            revision,
            publicationVersion,
            [DocEvents.OnUpdate],
            docStatus,
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(revision),
            "Administrator",
            ContentHash.Of(Encoding.UTF8.GetBytes(body)),
            new DocumentOrigin("acme", "evt_1", ["acme"]),
            account,
            null,
            card ?? DocumentCard.Empty,
            Encoding.UTF8.GetBytes(body));

    public static DocumentRemoval Removal(string name, long revision, string? account = null, string? previousAccount = "CUST-0001") =>
        new("Quotation", name, revision, 0, [DocEvents.OnTrash], DateTimeOffset.UnixEpoch, "Administrator", new DocumentOrigin("acme", "evt_1", ["acme"]), account, previousAccount);

    public Task<ApplyOutcome> Changed(DocumentChange change) => Apply(LinkEventTypes.DocumentChanged, change.WriteTo);

    /// <summary>Read and prepared as an entry of a batch is, and not applied yet.</summary>
    public Func<Session, ApplyOutcome> Prepared(DocumentChange change)
    {
        var data = new ArrayBufferWriter<byte>();
        change.WriteTo(data);
        var seq = ++_seq;
        return _applier.Prepare(site, new Epoch(Epoch, $"epoch-{Epoch}"), new LinkEvent(seq, $"evt_{Epoch}_{seq}", LinkEventTypes.DocumentChanged, hub.Time.GetUtcNow(), data.WrittenMemory));
    }

    public Task<ApplyOutcome> Changed(string name, long revision, string body = "{}") => Changed(Document(name, revision, body));

    public Task<ApplyOutcome> Deleted(string name, long revision) => Apply(LinkEventTypes.DocumentDeleted, Removal(name, revision).WriteTo);

    public Task<ApplyOutcome> Withdrawn(string name, long revision) => Apply(LinkEventTypes.DocumentWithdrawn, Removal(name, revision).WriteTo);

    public Task<ApplyOutcome> Begin(string snapshot, long publicationVersion = 0) => Apply(LinkEventTypes.SnapshotBegin, new SnapshotBegin(snapshot, "Quotation", publicationVersion).WriteTo);

    public Task<ApplyOutcome> Told(string snapshot, DocumentChange change) => Apply(LinkEventTypes.DocumentSnapshot, (change with { Snapshot = snapshot, Events = [] }).WriteTo);

    public Task<ApplyOutcome> End(string snapshot) => Apply(LinkEventTypes.SnapshotEnd, new SnapshotEnd(snapshot, "Quotation").WriteTo);

    public Task<ApplyOutcome> Apply(string type, string json) => Apply(type, output => output.Write(Encoding.UTF8.GetBytes(json)));

    /// <summary>The same entry once more, as after a lost answer.</summary>
    public void Rewind() => _seq--;

    public async Task<ApplyOutcome> Apply(string type, Action<IBufferWriter<byte>> write)
    {
        var data = new ArrayBufferWriter<byte>();
        write(data);
        var seq = ++_seq;
        Func<Session, ApplyOutcome> apply;
        try
        {
            apply = _applier.Prepare(site, new Epoch(Epoch, $"epoch-{Epoch}"), new LinkEvent(seq, $"evt_{Epoch}_{seq}", type, hub.Time.GetUtcNow(), data.WrittenMemory));
        }
        catch (LinkMessageException e)
        {
            return ApplyOutcome.Rejected(e.Message);
        }

        return await hub.Database.Writer.Write(apply);
    }

    public (string State, long Revision, string? Body)? Held(string name, string docType = "Quotation") =>
        hub.Database.Read(session => session.One<(string, long, string?)?>(
            """
            SELECT state, revision, (SELECT body FROM document_revision WHERE document_id = document.id ORDER BY id DESC LIMIT 1)
            FROM document WHERE site = $1 AND doc_type = $2 AND name = $3
            """,
            static row => (row.Long(0) switch { 0 => "live", 1 => "deleted", _ => "withdrawn" }, row.Long(1), row.TextOrNull(2)),
            site,
            docType,
            name));

    public List<string> Timeline(string name) =>
        hub.Database.Read(session => session.Many(
            """
            SELECT r.epoch, r.revision, r.publication_version, r.kind FROM document_revision r JOIN document d ON d.id = r.document_id
            WHERE d.site = $1 AND d.doc_type = 'Quotation' AND d.name = $2 ORDER BY r.id
            """,
            static row => $"{row.Long(0)}/{row.Long(1)}/{row.Long(2)} {row.Text(3)}",
            site,
            name));
}
