using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Replica;

/// <summary>
/// Takes away what a snapshot left out. The site said nothing of these documents, so they go under the version that they have, that of an
/// older epoch included: a site that was restored counts a name that it has forgotten from 1 again, and that must be newer than the removal.
/// </summary>
internal static class SnapshotRemoval
{
    private const string Missing = "site = $1 AND doc_type = $2 AND state = 0 AND (touched_epoch, touched_seq) < ($3, $4)";

    /// <returns>how many were removed</returns>
    public static int Run(Session session, Snapshot snapshot, EntryPlace place)
    {
        session.Execute(
            $"""
            INSERT OR REPLACE INTO document_revision (
                document_id, epoch, revision, publication_version, removal, kind, event_id, events, received_at, doc_status, account, modified, modified_by)
            SELECT id, epoch, revision, max(publication_version, $5), 1, 'withdrawn', $6, '[]', $7, doc_status, account, modified, modified_by
            FROM document WHERE {Missing}
            """,
            snapshot.Site,
            snapshot.DocType,
            snapshot.BegunEpoch,
            snapshot.BegunSeq,
            snapshot.PublicationVersion,
            place.EventId,
            place.ReceivedAt);
        session.Execute(
            $"DELETE FROM document_person WHERE document_id IN (SELECT id FROM document WHERE {Missing})", snapshot.Site, snapshot.DocType, snapshot.BegunEpoch, snapshot.BegunSeq);
        return session.Execute(
            $"UPDATE document SET state = 2, publication_version = max(publication_version, $5), changed_at = $6 WHERE {Missing}",
            snapshot.Site,
            snapshot.DocType,
            snapshot.BegunEpoch,
            snapshot.BegunSeq,
            snapshot.PublicationVersion,
            place.ReceivedAt);
    }
}
