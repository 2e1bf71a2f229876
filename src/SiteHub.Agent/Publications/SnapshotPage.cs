using SiteHub.Agent.Documents;
using SiteHub.Delivery.Scripts;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Publications;

/// <summary>Some documents of a publication in the order of their names, with what each of them means for the snapshot; made outside the writer.</summary>
internal sealed class SnapshotPage
{
    /// <summary>A page is written in one piece, and live saves wait that long: 100 documents are some 3 ms.</summary>
    private const int MaxDocuments = 100;
    private const int MaxBytes = 512 * 1024;

    private readonly List<SnapshotItem> _items = [];

    private SnapshotPage(Resync resync) => LastName = resync.AfterName;

    public string LastName { get; private set; }

    public bool IsLast { get; private set; } = true;

    public int Shown => _items.Count(i => i is SnapshotItem.Shows);

    public IEnumerable<UnevaluatedDocument> Failures => _items.Select(static item => item.Unevaluated).OfType<UnevaluatedDocument>();

    public static SnapshotPage Read(Database database, Publication publication, string site, Resync resync, DateTimeOffset now)
    {
        var page = new SnapshotPage(resync);
        foreach (var row in page.Rows(database, resync))
        {
            page._items.Add(SnapshotItem.Of(row, publication, site, resync.Snapshot!, now));
            page.LastName = row.Document.Name;
        }

        return page;
    }

    public void Commit(Session session, Resync resync, Action<string, Announcement> append, DateTimeOffset now)
    {
        var present = session.Many(
            "SELECT id, revision FROM document WHERE doc_type = $1 AND name > $2 AND name <= $3 AND deleted = 0",
            static row => (row.Long(0), row.Long(1)),
            resync.DocType,
            resync.AfterName,
            LastName).ToHashSet();
        foreach (var item in _items)
        {
            if (present.Contains((item.Row.Id, item.Row.Document.Revision)))
            {
                item.Commit(session, append, now);
            }
            else
            {
                Overtaken(session, item.Row, append, now);
            }
        }
    }

    /// <summary>
    /// A save since the page was read has told the hub itself, with a later revision. Unless its condition failed: then the snapshot must still
    /// mention the document, or its end would take away what the hub has.
    /// </summary>
    private static void Overtaken(Session session, SnapshotRow row, Action<string, Announcement> append, DateTimeOffset now)
    {
        var reason = session.Text(
            "SELECT u.reason FROM unevaluated_document u JOIN published_document p USING (document_id) WHERE u.document_id = $1 AND u.actions IS NULL", row.Id);
        if (reason is not null)
        {
            append(LinkEventTypes.EntryUnsendable, SnapshotItem.Mention(row.Document, reason, now));
        }
    }

    private List<SnapshotRow> Rows(Database database, Resync resync) => database.Read(session =>
    {
        var rows = new List<SnapshotRow>();
        var bytes = 0;
        session.Each(
            """
            SELECT d.id, d.doc_type, d.name, d.revision, d.doc_status, d.modified, d.modified_by, d.body, p.document_id IS NOT NULL, p.account
            FROM document d LEFT JOIN published_document p ON p.document_id = d.id
            WHERE d.doc_type = $1 AND d.name > $2 AND d.deleted = 0 ORDER BY d.name LIMIT $3
            """,
            row =>
            {
                if (rows.Count == MaxDocuments || bytes > MaxBytes)
                {
                    IsLast = false;
                    return false;
                }

                var body = row.Bytes(7);
                bytes += body.Length;
                var document = new DocumentState(row.Text(1), row.Text(2), row.Long(3), row.Int(4), row.Text(5), row.Text(6), body, Deleted: false);
                rows.Add(new SnapshotRow(row.Long(0), document, row.Bool(8) ? new PublishedDocument(row.TextOrNull(9)) : null));
                return true;
            },
            resync.DocType,
            resync.AfterName,
            MaxDocuments + 1);
        return rows;
    });
}
