using SiteHub.Agent.Documents.Naming;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Documents.Saving;

/// <summary>A save that is ready for the writer: everything is composed, and only the question is left whether the row still stands as it was read.</summary>
/// <param name="Save">the change</param>
/// <param name="Row">the row to change, a document or a tombstone; null: there should be none yet</param>
/// <param name="Owner">who made the document</param>
/// <param name="Creation">when it was made</param>
/// <param name="IsDrawn">another name can be drawn where this one turns out to be taken</param>
/// <param name="Numbers">what it uses up of naming series</param>
/// <param name="Changes">what the feeds store with it</param>
internal sealed record PendingSave(
    Save Save, StoredDocument? Row, string Owner, string Creation, bool IsDrawn, IReadOnlyList<SeriesNumber> Numbers, IReadOnlyList<IPreparedChange> Changes)
{
    private const string Insert =
        """
        INSERT INTO document (doc_type, name, revision, doc_status, creation, modified, owner, modified_by, deleted, body)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (doc_type, name) DO NOTHING
        """;

    private const string Update =
        """
        UPDATE document SET revision = $3, doc_status = $4, creation = $5, modified = $6, owner = $7, modified_by = $8, deleted = $9, body = $10
        WHERE id = $1 AND revision = $2
        """;

    /// <summary>Runs in the writer.</summary>
    /// <returns>false if somebody was faster; then nothing was changed</returns>
    public bool TryStore(Session session)
    {
        var now = Save.Now;
        var body = new Utf8(now.Body);
        var stored = Row is null
            ? session.Execute(Insert, now.DocType, now.Name, now.Revision, now.DocStatus, Creation, now.Modified, Owner, now.ModifiedBy, now.Deleted, body)
            : session.Execute(Update, Row.Id, Row.State.Revision, now.Revision, now.DocStatus, Creation, now.Modified, Owner, now.ModifiedBy, now.Deleted, body);
        if (stored == 0)
        {
            return false;
        }

        if (Changes.Count > 0)
        {
            var id = Row?.Id ?? session.Long("SELECT last_insert_rowid()")!.Value;
            foreach (var change in Changes)
            {
                change.Commit(session, id);
            }
        }

        return true;
    }

    /// <summary>The counters of the series follow in the same transaction.</summary>
    public void KeepNumbers(Session session)
    {
        foreach (var number in Numbers)
        {
            SeriesCounters.Keep(session, number);
        }
    }
}
