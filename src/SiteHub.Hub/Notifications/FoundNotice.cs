using SiteHub.Delivery.Storage;
using SiteHub.Hub.Replica;

namespace SiteHub.Hub.Notifications;

/// <summary>What a revision is news of, to one member.</summary>
/// <param name="Row">names it among the parked rows: the revision, and whom it is for</param>
internal sealed record FoundNotice(string Row, Notice Notice)
{
    /// <summary>What a resync tells is nothing that happened, and neither is what was there before a site began to look: an entry without events. What a member did themselves they know.</summary>
    public static List<FoundNotice> Between(Session session, long from, long to) =>
        [.. session.Many(
            $"""
            SELECT m.person, a.customer, d.site, r.account, d.doc_type, d.name, r.status, p.Email = r.modified_by,
                (SELECT coalesce(b.status, '') FROM document_revision b WHERE b.document_id = r.document_id AND b.id < r.id AND b.removal = 0 AND b.account IS r.account ORDER BY b.id DESC LIMIT 1), r.id, {PublishedKinds.Kind}
            FROM document_revision r JOIN document d ON d.id = r.document_id
            JOIN customer_account a ON a.site = d.site AND a.account = r.account JOIN customer_member m ON m.customer = a.customer JOIN person p ON p.Id = m.person AND p.State = 'Active'
            WHERE r.id > $1 AND r.id <= $2 AND r.kind = 'changed' AND r.events <> '[]' AND r.removal = 0 AND d.name <> r.account ORDER BY r.id
            """,
            static row => (
                Notice: new Notice(row.Text(0), row.Text(1), row.IsNull(8) ? NotificationKinds.NewDocument : NotificationKinds.Status, row.Text(2), row.Text(3), row.Text(4), row.Text(5), null, row.TextOrNull(6)) { DocumentKind = row.Text(10) },
                IsTheirs: !row.IsNull(7) && row.Bool(7),
                Before: row.TextOrNull(8),
                Revision: row.Long(9)),
            from,
            to)
            .Where(static found => !found.IsTheirs && (found.Before is null || found.Before != (found.Notice.What ?? "")))
            .Select(static found => new FoundNotice($"{found.Revision} {found.Notice.Person} {found.Notice.Customer}", found.Notice))];
}
