using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Audit;

/// <summary>Goes through the whole chain, in pages, and finds the first row that does not fit.</summary>
internal sealed class AuditCheck(Database database)
{
    private const int Page = 500;

    /// <param name="known">a row that was seen earlier, in the log's output: it shows whether the end was cut off since, or the whole chain made anew</param>
    public AuditVerdict Verify(AuditHead? known = null)
    {
        var head = AuditHead.None;
        while (true)
        {
            var (rows, moved) = database.Read(session =>
            {
                var page = session.Many($"SELECT {AuditRow.Columns} FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2", AuditRow.Map, head.Seq, Page);
                return (page, page.Where(static row => row.Origin is not null).Select(static row => row.Origin!).Distinct().Where(key => !AuditOrigin.IsAsWritten(session, key)).ToHashSet());
            });
            foreach (var row in rows)
            {
                if (Fault(head, row, known, moved) is { } fault)
                {
                    return new AuditVerdict(head, fault);
                }

                head = new AuditHead(row.Seq, row.Hash);
            }

            if (rows.Count < Page)
            {
                return new AuditVerdict(head, known is not null && known.Seq > head.Seq
                    ? new BrokenRow(head.Seq + 1, $"The trail ends at {head.Seq}, though row {known.Seq} was there: its end was cut off, or the database is an older copy.")
                    : null);
            }
        }
    }

    private static BrokenRow? Fault(AuditHead head, AuditRow row, AuditHead? known, HashSet<string> moved)
    {
        if (row.Seq != head.Seq + 1)
        {
            return new BrokenRow(head.Seq + 1, $"Row {head.Seq + 1} is missing; the next one is {row.Seq}.");
        }

        if (row.HashAfter(head.Hash) != row.Hash)
        {
            return new BrokenRow(row.Seq, $"Row {row.Seq} was changed: its hash is not that of what stands in it.");
        }

        if (row.Origin is not null && moved.Contains(row.Origin))
        {
            return new BrokenRow(row.Seq, $"Where row {row.Seq} came from was changed: it is not what the row was written with.");
        }

        return known?.Seq == row.Seq && known.Hash != row.Hash
            ? new BrokenRow(row.Seq, $"Row {row.Seq} is another one than the hash given belongs to: it, or rows before it, were made anew.")
            : null;
    }
}

/// <param name="Head">the last row that fits</param>
/// <param name="Broken">the first that does not; null if all do</param>
internal sealed record AuditVerdict(AuditHead Head, BrokenRow? Broken);

internal sealed record BrokenRow(long Seq, string Reason);
