using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Replica;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Features.Home;

/// <summary>What a member has open of one kind, at all companies together.</summary>
/// <param name="DocType">by which those of no kind are told apart; null: they have one</param>
/// <param name="IsClassed">false: no site says which of its statuses are open, so <paramref name="Count"/> is all of them</param>
/// <param name="Count">open and overdue</param>
/// <param name="Overdue">how many of them are</param>
/// <param name="Sums">what is outstanding of them, by currency, at most <see cref="MostSums"/></param>
internal sealed record OverviewTile(string Kind, string? DocType, bool IsClassed, long Count, long Overdue, IReadOnlyList<OverviewSum> Sums)
{
    /// <summary>What a company makes up is shown as far as a page is still read.</summary>
    private const int MostSums = 4;
    private const int MostOthers = 8;

    public string Address =>
        $"/documents?kind={Kind}" + (DocType is null ? "" : $"&docType={Uri.EscapeDataString(DocType)}") + (IsClassed ? $"&class={StatusClasses.OpenClass}&class={StatusClasses.OverdueClass}" : "");

    /// <summary>A customer's own record is no business of theirs with the company, and what was cancelled is none any more.</summary>
    public static List<OverviewTile> Read(Session session, Reader reader)
    {
        var args = new List<object?>();
        var groups = session.Many(
            $"""
            SELECT {PublishedKinds.KindOf("g.site", "g.doc_type")} AS kind, g.doc_type, s.class, g.currency, sum(g.documents), sum(g.total),
                max(EXISTS (SELECT 1 FROM publication_status c WHERE c.site = g.site AND c.doc_type = g.doc_type))
            FROM (
                SELECT d.site, d.doc_type, d.status, d.currency, count(*) AS documents, sum(CAST(coalesce(d.outstanding, d.amount) AS REAL)) AS total
                FROM {reader.Documents(args)} AND d.doc_status IS NOT 2 AND d.name <> d.account GROUP BY 1, 2, 3, 4) g
            LEFT JOIN publication_status s ON s.site = g.site AND s.doc_type = g.doc_type AND s.status = g.status
            GROUP BY 1, 2, 3, 4
            """,
            static row => new Group(row.Text(0), row.Text(1), row.TextOrNull(2), row.TextOrNull(3), row.Long(4), row.DoubleOrNull(5) ?? 0, row.Bool(6)),
            [.. args]);
        var known = DocumentKinds.All.Where(static kind => kind != DocumentKinds.Other).Select(kind => (kind, Groups: groups.Where(group => group.Kind == kind).ToList())).Where(static found => found.Groups.Count > 0);
        var others = groups.Where(static group => group.Kind == DocumentKinds.Other).GroupBy(static group => group.DocType)
            .Select(static found => Of(DocumentKinds.Other, found.Key, [.. found])).Where(static tile => tile.Count > 0).OrderByDescending(static tile => tile.Count).ThenBy(static tile => tile.DocType, StringComparer.Ordinal);
        return [.. known.Select(static found => Of(found.kind, null, found.Groups)), .. others.Take(MostOthers)];
    }

    private static OverviewTile Of(string kind, string? docType, List<Group> groups)
    {
        var classed = kind != DocumentKinds.Other || groups.Any(static group => group.IsClassed);
        if (!classed)
        {
            return new OverviewTile(kind, docType, false, groups.Sum(static group => group.Count), 0, []);
        }

        var open = groups.Where(static group => group.Class is StatusClasses.OpenClass or StatusClasses.OverdueClass).ToList();
        var sums = open.GroupBy(static group => group.Currency).Select(static found => new OverviewSum(found.Key, found.Sum(static group => group.Total)))
            .Where(static sum => sum.Amount != 0).OrderByDescending(static sum => Math.Abs(sum.Amount)).ThenBy(static sum => sum.Currency, StringComparer.Ordinal).Take(MostSums).ToList();
        return new OverviewTile(kind, docType, true, open.Sum(static group => group.Count), open.Where(static group => group.Class == StatusClasses.OverdueClass).Sum(static group => group.Count), sums);
    }

    private sealed record Group(string Kind, string DocType, string? Class, string? Currency, long Count, double Total, bool IsClassed);
}

/// <param name="Currency">null: the company does not say</param>
/// <param name="Amount">of numbers of up to 28 digits, more than a decimal would hold</param>
internal sealed record OverviewSum(string? Currency, double Amount);
