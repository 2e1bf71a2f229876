using System.Globalization;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Features.Documents;
using SiteHub.Hub.Replica;

namespace SiteHub.Hub.Features.Home;

/// <summary>What a member has with all companies, at a glance: by what its documents are, whatever a company calls them.</summary>
internal sealed record Overview(IReadOnlyList<OverviewTile> Tiles, IReadOnlyList<DocumentItem> NeedsYou, IReadOnlyList<DocumentItem> Recent)
{
    private const int Listed = 8;

    public static Overview Read(Session session, Reader reader, DateOnly today) => new(OverviewTile.Read(session, reader), Needs(session, reader, today), Latest(session, reader));

    /// <summary>Offers that wait for an answer, and what is to be paid within a week or should have been, the most pressing first.</summary>
    private static List<DocumentItem> Needs(Session session, Reader reader, DateOnly today)
    {
        var args = new List<object?> { today.AddDays(7).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Listed };
        return session.Many(
            $"""
            SELECT {DocumentItem.Columns} FROM {reader.Documents(args)} AND d.doc_status IS NOT 2 AND (
                (d.site, d.doc_type, d.status) IN (
                    SELECT ws.site, ws.doc_type, ws.status FROM publication_status ws JOIN publication_kind wk ON wk.site = ws.site AND wk.doc_type = ws.doc_type
                    WHERE (wk.kind = 'offer' AND ws.class IN ('open', 'overdue')) OR (wk.kind IN ('invoice', 'payment') AND ws.class = 'overdue'))
                OR (d.due <= $1 AND (d.site, d.doc_type, d.status) IN (
                    SELECT ws.site, ws.doc_type, ws.status FROM publication_status ws JOIN publication_kind wk ON wk.site = ws.site AND wk.doc_type = ws.doc_type
                    WHERE wk.kind IN ('invoice', 'payment') AND ws.class = 'open')))
            ORDER BY coalesce(d.due, '9999'), d.id LIMIT $2
            """,
            DocumentItem.Map,
            [.. args]);
    }

    private static List<DocumentItem> Latest(Session session, Reader reader)
    {
        var args = new List<object?> { Listed };
        return session.Many($"SELECT {DocumentItem.Columns} FROM {reader.Documents(args)} AND d.name IS NOT d.account ORDER BY d.changed_at DESC, d.id DESC LIMIT $1", DocumentItem.Map, [.. args]);
    }
}
