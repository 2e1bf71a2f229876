using System.Globalization;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Replica;

/// <summary>
/// Writes documents and their timeline. All of it runs in the one writer, so each statement counts: a new document is two. A version
/// is (epoch, revision, publication version); the higher wins, and the statement that writes decides.
/// </summary>
internal static class DocumentRows
{
    /// <summary>A document's <c>docstatus</c>.</summary>
    public const int Cancelled = 2;

    private const string CancelledStatus = "Cancelled";

    private const string Insert =
        """
        INSERT INTO document (
            site, doc_type, name, state, epoch, revision, publication_version, touched_epoch, touched_seq, changed_at,
            doc_status, account, modified, modified_by, hash, title, status, amount, currency, date, due, actions, outstanding)
        VALUES ($1, $2, $3, 0, $4, $5, $6, $4, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
        ON CONFLICT (site, doc_type, name) DO UPDATE SET
            state = 0, epoch = excluded.epoch, revision = excluded.revision, publication_version = excluded.publication_version,
            touched_epoch = excluded.touched_epoch, touched_seq = excluded.touched_seq, changed_at =
                CASE WHEN document.state = 0 AND document.revision = excluded.revision AND document.hash = excluded.hash AND document.account IS excluded.account
                THEN document.changed_at ELSE excluded.changed_at END,
            doc_status = excluded.doc_status, account = excluded.account, modified = excluded.modified, modified_by = excluded.modified_by,
            hash = excluded.hash, title = excluded.title, status = excluded.status, amount = excluded.amount, currency = excluded.currency,
            date = excluded.date, due = excluded.due, actions = excluded.actions, outstanding = excluded.outstanding
        """;

    private const string PutNewer =
        Insert + " WHERE (excluded.epoch, excluded.revision, excluded.publication_version) > (document.epoch, document.revision, document.publication_version) RETURNING id";

    private const string PutAnyway = Insert + " RETURNING id";

    private const string InsertRevision =
        """
        INSERT OR REPLACE INTO document_revision (
            document_id, epoch, revision, publication_version, removal, kind, event_id, events, received_at,
            doc_status, account, modified, modified_by, hash, body, status)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """;

    /// <summary>
    /// A save has one revision: the same one with the same content is told again, for a later version of its publication, and nothing has happened to it.
    /// A look of its own: an insert that selects could end half way, so SQLite opens a journal for each, and closing it takes longer with every page of the batch.
    /// </summary>
    private const string IsRevision =
        "SELECT 1 FROM document_revision WHERE document_id = $1 AND epoch = $2 AND revision = $3 AND removal = 0 AND hash IS $4 AND account IS $5";

    private const string RemoveNewer =
        """
        INSERT INTO document (
            site, doc_type, name, state, epoch, revision, publication_version, touched_epoch, touched_seq, changed_at, account, modified, modified_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $5, $8, $9, $10, $11, $12)
        ON CONFLICT (site, doc_type, name) DO UPDATE SET
            state = excluded.state, epoch = excluded.epoch, revision = excluded.revision, publication_version = excluded.publication_version,
            touched_epoch = excluded.touched_epoch, touched_seq = excluded.touched_seq, changed_at = excluded.changed_at,
            account = excluded.account, modified = excluded.modified, modified_by = excluded.modified_by
        WHERE (excluded.epoch, excluded.revision, excluded.publication_version) > (document.epoch, document.revision, document.publication_version)
        RETURNING id
        """;

    public static ApplyOutcome Put(Session session, EntryPlace place, DocumentChange change, string events)
    {
        change = AsItStands(change);
        if (Write(session, PutNewer, place, change) is not { } id)
        {
            // Nothing happened to it: its site has looked at it once more, as after a condition that failed, and says what came of it.
            return change.Events.Count == 0 ? PutSnapshot(session, place, change) : ApplyOutcome.Known;
        }

        if (session.Long(IsRevision, id, place.Epoch, change.Revision, change.Hash, change.Account) is null)
        {
            AddRevision(session, id, place, change, "changed", events);
        }

        DocumentPeople.Put(session, id, place.Site, change.People);
        return ApplyOutcome.Applied;
    }

    /// <summary>As a change, except that content or open actions which differ replace an equal version: that is how a drift heals.</summary>
    public static ApplyOutcome PutSnapshot(Session session, EntryPlace place, DocumentChange change)
    {
        change = AsItStands(change);
        if (Find(session, place.Site, change.DocType, change.Name) is not { } held)
        {
            var id = Write(session, PutAnyway, place, change)!.Value;
            AddRevision(session, id, place, change, "snapshot", "[]");
            DocumentPeople.Put(session, id, place.Site, change.People);
            return ApplyOutcome.Applied;
        }

        var order = (place.Epoch, change.Revision, change.PublicationVersion).CompareTo((held.Epoch, held.Revision, held.PublicationVersion));
        var same = held.State == DocumentState.Live && held.Hash == change.Hash;
        if (order >= 0)
        {
            DocumentPeople.Put(session, held.Id, place.Site, change.People);
        }

        if (order < 0 || (order == 0 && same && held.Actions == OpenActions.Text(change.Actions)))
        {
            Touch(session, place, change.DocType, change.Name);
            return ApplyOutcome.Known;
        }

        Write(session, PutAnyway, place, change);

        // A new epoch or a changed action tells everything again. What is the same revision with the same content is nothing new in the timeline.
        if (!(same && held.Revision == change.Revision && held.Account == change.Account))
        {
            AddRevision(session, held.Id, place, change, "snapshot", "[]");
        }

        return ApplyOutcome.Applied;
    }

    public static ApplyOutcome Remove(Session session, EntryPlace place, DocumentRemoval removal, DocumentState state, string events)
    {
        var id = session.Long(
            RemoveNewer,
            place.Site,
            removal.DocType,
            removal.Name,
            (int)state,
            place.Epoch,
            removal.Revision,
            removal.PublicationVersion,
            place.Seq,
            place.ReceivedAt,
            removal.Account,
            removal.Modified,
            removal.ModifiedBy);
        if (id is null)
        {
            return ApplyOutcome.Known;
        }

        DocumentPeople.Forget(session, id.Value);
        session.Execute(
            InsertRevision,
            id,
            place.Epoch,
            removal.Revision,
            removal.PublicationVersion,
            1,
            state == DocumentState.Deleted ? "deleted" : "withdrawn",
            place.EventId,
            events,
            place.ReceivedAt,
            null,
            removal.PreviousAccount ?? removal.Account,
            removal.Modified,
            removal.ModifiedBy,
            null,
            null,
            null);
        return ApplyOutcome.Applied;
    }

    /// <summary>Notes that the site has spoken of the document, without changing it.</summary>
    public static void Touch(Session session, EntryPlace place, string docType, string name) =>
        session.Execute(
            """
            UPDATE document SET touched_epoch = $4, touched_seq = $5
            WHERE site = $1 AND doc_type = $2 AND name = $3 AND (touched_epoch, touched_seq) < ($4, $5)
            """,
            place.Site,
            docType,
            name,
            place.Epoch,
            place.Seq);

    /// <summary>
    /// What is cancelled is that and nothing else, whatever stands in its status: taken in so, it is told so in every list, count, sum, mail, export and webhook,
    /// and nothing can be asked of it.
    /// </summary>
    private static DocumentChange AsItStands(DocumentChange change) =>
        change.DocStatus == Cancelled ? change with { Actions = [], Card = change.Card with { Status = CancelledStatus, Outstanding = null } } : change;

    private static long? Write(Session session, string sql, EntryPlace place, DocumentChange change) =>
        session.Long(
            sql,
            place.Site,
            change.DocType,
            change.Name,
            place.Epoch,
            change.Revision,
            change.PublicationVersion,
            place.Seq,
            place.ReceivedAt,
            change.DocStatus,
            change.Account,
            change.Modified,
            change.ModifiedBy,
            change.Hash,
            change.Card.Title,
            change.Card.Status,
            change.Card.Amount?.ToString(CultureInfo.InvariantCulture),
            change.Card.Currency,
            change.Card.Date?.ToString("O", CultureInfo.InvariantCulture),
            change.Card.Due?.ToString("O", CultureInfo.InvariantCulture),
            OpenActions.Text(change.Actions),
            change.Card.Outstanding?.ToString(CultureInfo.InvariantCulture));

    private static void AddRevision(Session session, long id, EntryPlace place, DocumentChange change, string kind, string events) =>
        session.Execute(
            InsertRevision,
            id,
            place.Epoch,
            change.Revision,
            change.PublicationVersion,
            0,
            kind,
            place.EventId,
            events,
            place.ReceivedAt,
            change.DocStatus,
            change.Account,
            change.Modified,
            change.ModifiedBy,
            change.Hash,
            new Utf8(change.Doc),
            change.Card.Status);

    private static Held? Find(Session session, string site, string docType, string name) =>
        session.One(
            "SELECT id, state, epoch, revision, publication_version, hash, account, actions FROM document WHERE site = $1 AND doc_type = $2 AND name = $3",
            static row => new Held(row.Long(0), (DocumentState)row.Int(1), row.Long(2), row.Long(3), row.Long(4), row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7)),
            site,
            docType,
            name);

    private sealed record Held(long Id, DocumentState State, long Epoch, long Revision, long PublicationVersion, string? Hash, string? Account, string? Actions);
}
