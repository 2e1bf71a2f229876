using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Publications;

/// <summary>A publication that is to be told from the start, and how far that is: durable, so that a kill in its middle goes on where it was.</summary>
/// <param name="Snapshot">null until it has begun</param>
/// <param name="AfterName">the last document that was looked at, in the order of names</param>
/// <param name="Told">documents so far</param>
/// <param name="AfterMessage">null: its documents are not all told yet; then what was said on them follows, and this is the last of it</param>
internal sealed record Resync(string DocType, string Reason, string? Snapshot, string AfterName, long Told, long? AfterMessage)
{
    /// <summary>Who runs them.</summary>
    public const string Worker = "resync";

    private const string Columns = "doc_type, reason, snapshot, after_name, told, after_message";

    /// <summary>A request while one is running begins again: what made it necessary may concern what was told already.</summary>
    public static void Request(Session session, string docType, string reason, DateTimeOffset now)
    {
        session.Execute("DELETE FROM parked_row WHERE worker = $1 AND row = $2", Worker, docType);
        session.Execute(
            """
            INSERT INTO resync (doc_type, reason, requested_at) VALUES ($1, $2, $3)
            ON CONFLICT (doc_type) DO UPDATE SET reason = excluded.reason, requested_at = excluded.requested_at, snapshot = NULL, after_name = '', told = 0, after_message = NULL
            """,
            docType,
            reason,
            now);
    }

    /// <summary>Every publication that there is or ever was: the hub may hold something of one that is gone.</summary>
    public static void RequestAll(Session session, string reason, DateTimeOffset now)
    {
        foreach (var docType in session.Many("SELECT doc_type FROM publication ORDER BY doc_type", static row => row.Text(0)))
        {
            Request(session, docType, reason, now);
        }
    }

    public static List<Resync> Pending(Session session) =>
        session.Many($"SELECT {Columns} FROM resync ORDER BY requested_at, doc_type", Map);

    public static string? Next(Session session) => session.Text(
        "SELECT doc_type FROM resync WHERE doc_type NOT IN (SELECT row FROM parked_row WHERE worker = $1) ORDER BY requested_at, doc_type LIMIT 1", Worker);

    public static void Remove(Session session, string docType) => session.Execute("DELETE FROM resync WHERE doc_type = $1", docType);

    public static Resync? Find(Session session, string docType) =>
        session.One($"SELECT {Columns} FROM resync WHERE doc_type = $1", Map, docType);

    public static void Begin(Session session, string docType, string snapshot) =>
        session.Execute("UPDATE resync SET snapshot = $2, after_name = '', told = 0, after_message = NULL WHERE doc_type = $1", docType, snapshot);

    /// <returns>false if this snapshot is no longer the one that is wanted</returns>
    public bool Advance(Session session, string afterName, int told) =>
        session.Execute("UPDATE resync SET after_name = $3, told = told + $4 WHERE doc_type = $1 AND snapshot = $2", DocType, Snapshot, afterName, told) == 1;

    /// <returns>false if this snapshot is no longer the one that is wanted</returns>
    public bool AdvanceMessages(Session session, long after) => session.Execute("UPDATE resync SET after_message = $3 WHERE doc_type = $1 AND snapshot = $2", DocType, Snapshot, after) == 1;

    public bool Finish(Session session) =>
        session.Execute("DELETE FROM resync WHERE doc_type = $1 AND snapshot = $2", DocType, Snapshot) == 1;

    private static Resync Map(Row row) => new(row.Text(0), row.Text(1), row.TextOrNull(2), row.Text(3), row.Long(4), row.LongOrNull(5));
}
