using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Workers;

/// <summary>A row that its worker could not deal with, and has set aside so that the next goes on; somebody decides what becomes of it.</summary>
/// <param name="Subject">what people know it by; null: it could not be read</param>
public sealed record ParkedRow(string Worker, string Row, string? Subject, string Reason, DateTimeOffset At)
{
    public const string Sqlite =
        """
        CREATE TABLE parked_row (
            worker TEXT NOT NULL, row TEXT NOT NULL, subject TEXT, reason TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (worker, row)) WITHOUT ROWID;
        """;

    /// <summary>Newest first.</summary>
    public static IReadOnlyList<ParkedRow> List(Session session, string? worker, int limit)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Many(
            "SELECT worker, row, subject, reason, at FROM parked_row WHERE $1 IS NULL OR worker = $1 ORDER BY at DESC, row LIMIT $2",
            static r => new ParkedRow(r.Text(0), r.Text(1), r.TextOrNull(2), r.Text(3), r.Time(4)),
            worker,
            limit);
    }

    public static HashSet<string> Ids(Session session, string worker)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Many("SELECT row FROM parked_row WHERE worker = $1", static r => r.Text(0), worker).ToHashSet(StringComparer.Ordinal);
    }

    internal static void Put(Session session, string worker, string row, string? subject, string reason, DateTimeOffset now) => session.Execute(
        """
        INSERT INTO parked_row (worker, row, subject, reason, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (worker, row) DO UPDATE SET subject = excluded.subject, reason = excluded.reason, at = excluded.at
        """,
        worker,
        row,
        subject,
        reason,
        now);

    internal static bool Remove(Session session, string worker, string row) => session.Execute("DELETE FROM parked_row WHERE worker = $1 AND row = $2", worker, row) == 1;
}
