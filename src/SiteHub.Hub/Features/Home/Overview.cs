using System.Globalization;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Features.Documents;

namespace SiteHub.Hub.Features.Home;

/// <summary>What a member has with all companies, at a glance. The words are those of ERPNext; a site that has others shows in the lists.</summary>
internal sealed record Overview(IReadOnlyList<OverviewCount> Counts, IReadOnlyList<OverviewAmount> Amounts, IReadOnlyList<DocumentItem> NeedsYou, IReadOnlyList<DocumentItem> Recent)
{
    private const int Listed = 8;

    private static readonly (string Label, string DocType, string[] States)[] Tiles =
    [
        ("Open quotations", "Quotation", ["Open", "Replied"]),
        ("Orders under way", "Sales Order", ["To Deliver and Bill", "To Bill", "To Deliver", "On Hold"]),
        ("Unpaid invoices", "Sales Invoice", ["Unpaid", "Partly Paid", "Overdue"]),
        ("Open issues", "Issue", ["Open", "Replied", "On Hold"]),
    ];

    public static Overview Read(Session session, Reader reader, DateOnly today)
    {
        var args = new List<object?>();
        var groups = session.Many(
            $"SELECT d.doc_type, d.status, d.currency, count(*), sum(CAST(d.amount AS REAL)) FROM {reader.Documents(args)} GROUP BY 1, 2, 3",
            static row => new Group(row.Text(0), row.TextOrNull(1), row.TextOrNull(2), row.Long(3), row.DoubleOrNull(4) ?? 0),
            [.. args]);
        var counts = Tiles.Select(tile => new OverviewCount(tile.Label, tile.DocType, tile.States, groups.Where(group => group.Is(tile.DocType, tile.States)).Sum(static group => group.Count))).ToList();
        var amounts = Tiles.Where(static tile => tile.DocType != "Issue")
            .SelectMany(tile => groups.Where(group => group.Currency is not null && group.Is(tile.DocType, tile.States)).GroupBy(static group => group.Currency!).Select(group => new OverviewAmount(tile.Label, group.Key, (decimal)group.Sum(static part => part.Amount))))
            .Where(static amount => amount.Amount > 0).OrderBy(static amount => amount.Currency, StringComparer.Ordinal).ThenByDescending(static amount => amount.Amount).ToList();
        return new Overview(counts, amounts, Needs(session, reader, today), Latest(session, reader));
    }

    /// <summary>Quotations that wait for an answer and invoices that are due, the most pressing first.</summary>
    private static List<DocumentItem> Needs(Session session, Reader reader, DateOnly today)
    {
        var args = new List<object?> { today.AddDays(7).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Listed };
        return session.Many(
            $"""
            SELECT {DocumentItem.Columns} FROM {reader.Documents(args)} AND (
                (d.doc_type = 'Quotation' AND d.status IN ('Open', 'Replied'))
                OR (d.doc_type = 'Sales Invoice' AND d.status IN ('Unpaid', 'Partly Paid', 'Overdue') AND d.due <= $1))
            ORDER BY coalesce(d.due, '9999'), d.id LIMIT $2
            """,
            DocumentItem.Map,
            [.. args]);
    }

    private static List<DocumentItem> Latest(Session session, Reader reader)
    {
        var args = new List<object?> { Listed };
        return session.Many($"SELECT {DocumentItem.Columns} FROM {reader.Documents(args)} ORDER BY d.changed_at DESC, d.id DESC LIMIT $1", DocumentItem.Map, [.. args]);
    }

    private sealed record Group(string DocType, string? Status, string? Currency, long Count, double Amount)
    {
        public bool Is(string docType, string[] states) => DocType == docType && Status is not null && states.Contains(Status);
    }
}

internal sealed record OverviewCount(string Label, string DocType, IReadOnlyList<string> States, long Count)
{
    public string Address => $"/documents?docType={Uri.EscapeDataString(DocType)}" + string.Concat(States.Select(static state => $"&status={Uri.EscapeDataString(state)}"));
}

internal sealed record OverviewAmount(string Label, string Currency, decimal Amount);
