using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Publications;

/// <summary>A publication as the API shows it.</summary>
/// <param name="Version">rises with the definition</param>
/// <param name="Removed">no longer in the configuration</param>
/// <param name="Documents">those that the hub was told of and has</param>
/// <param name="Unevaluated">those whose condition failed; the hub keeps what it had of them</param>
/// <param name="Resync">null: none is wanted</param>
internal sealed record PublicationView(string DocType, long Version, bool Removed, long Documents, long Unevaluated, ResyncView? Resync)
{
    public static List<PublicationView> All(Session session)
    {
        var resyncs = Publications.Resync.Pending(session).ToDictionary(r => r.DocType);
        return session.Many(
            """
            SELECT p.doc_type, p.version, p.definition_hash IS NULL, coalesce(d.documents, 0), (SELECT count(*) FROM unevaluated_document u WHERE u.doc_type = p.doc_type)
            FROM publication p LEFT JOIN (SELECT doc_type, count(*) AS documents FROM published_document GROUP BY doc_type) d ON d.doc_type = p.doc_type
            ORDER BY p.doc_type
            """,
            row => new PublicationView(row.Text(0), row.Long(1), row.Bool(2), row.Long(3), row.Long(4), ResyncView.Of(resyncs.GetValueOrDefault(row.Text(0)))));
    }
}

/// <param name="Reason">why it was asked for</param>
/// <param name="Snapshot">null: it has not begun</param>
/// <param name="Told">documents so far</param>
internal sealed record ResyncView(string Reason, string? Snapshot, long Told)
{
    public static ResyncView? Of(Resync? resync) => resync is null ? null : new ResyncView(resync.Reason, resync.Snapshot, resync.Told);
}
