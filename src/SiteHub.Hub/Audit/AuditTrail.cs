using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Audit;

/// <summary>
/// Remembers who did what. Each row holds a hash over itself and the row before, so that no row can be changed or taken out unnoticed;
/// the hash also goes into the log, by which it shows if the end was cut off.
/// </summary>
internal sealed class AuditTrail(Database database, TimeProvider time, ILogger<AuditTrail> log)
{
    /// <summary>In the transaction of the deed itself: neither is there without the other.</summary>
    public void Append(Session session, AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(session);
        AuditNames.Keep(session, entry.By.Who, entry.About);
        var row = AuditRow.After(AuditHead.Of(session), entry, AuditOrigin.Keep(session, entry.By), time.GetUtcNow());
        session.Execute(
            "INSERT INTO audit (seq, at, who, what, about, outcome, details, hash, origin) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            row.Seq,
            row.At,
            row.Who,
            row.What,
            row.About,
            row.Outcome,
            row.Details,
            row.Hash,
            row.Origin);
        session.AfterCommit(() => Tell(row, entry.By.Address));
    }

    /// <summary>The same in a transaction of EF Core's, of which the caller holds the gate, for what the hub does itself. The caller tells the log, once it has committed.</summary>
    public async Task<AuditRow> Append(DbContext context, AuditEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var head = await context.Database.SqlQuery<AuditHead>($"SELECT seq AS Seq, hash AS Hash FROM audit ORDER BY seq DESC LIMIT 1").ToListAsync(cancellationToken);
        var row = AuditRow.After(head.Count == 0 ? AuditHead.None : head[0], entry, origin: null, time.GetUtcNow());
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO audit (seq, at, who, what, about, outcome, details, hash)
            VALUES ({row.Seq}, {row.At.UtcTicks}, {row.Who}, {row.What}, {row.About}, {row.Outcome}, {row.Details}, {row.Hash})
            """,
            cancellationToken);
        return row;
    }

    /// <summary>For what changed nothing here, such as a refusal.</summary>
    public Task Record(AuditEntry entry, CancellationToken cancellationToken) =>
        database.Writer.Write(session => Append(session, entry), cancellationToken);

    public void Tell(AuditRow row, string? address = null) => Log.Entered(log, row.Seq, row.What, row.Who, address, row.About, row.Outcome, row.Hash);
}
