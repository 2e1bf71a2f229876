using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Sessions.Logout;

/// <summary>Whom the hub tells that a session has ended. The rows are the truth: they survive a restart, and name what failed.</summary>
internal sealed class LogoutNotices(Database database, LogoutSignal signal, TimeProvider time)
{
    /// <summary>The worker that sends them.</summary>
    public const string Worker = "logouts";

    /// <summary>So long a notice stays visible once it is settled.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private const string Columns = "id, session_id, person_id, client_id, uri, created, expires, due, attempts, delivered, error";

    /// <summary>In the transaction that ends the session: every client that it signed in to, and that wants to know.</summary>
    /// <param name="onlyClient">null: all of them</param>
    public void Add(Session db, string sessionId, string personId, DateTimeOffset expires, string? onlyClient = null)
    {
        var now = time.GetUtcNow();
        var added = db.Execute(
            """
            INSERT INTO logout_notice (session_id, person_id, client_id, uri, created, expires, due)
            SELECT $1, $2, a.ClientId, json_extract(a.Properties, '$.backchannel_logout_uri'), $3, $4, $3
            FROM OpenIddictApplications a
            WHERE a.ClientId IN (SELECT client_id FROM session_client WHERE session_id = $1)
              AND ($5 IS NULL OR a.ClientId = $5)
              AND json_extract(a.Properties, '$.backchannel_logout_uri') IS NOT NULL
            """,
            sessionId,
            personId,
            now,
            expires,
            onlyClient);
        if (added > 0)
        {
            db.AfterCommit(signal.Raise);
        }
    }

    public IReadOnlyList<string> ClientsWithDue() =>
        database.Read(db => db.Many("SELECT DISTINCT client_id FROM logout_notice WHERE due <= $1", static row => row.Text(0), time.GetUtcNow()));

    public string? NextDue(string clientId) =>
        database.Read(db => db.Text("SELECT CAST(id AS TEXT) FROM logout_notice WHERE due <= $1 AND client_id = $2 ORDER BY due, id LIMIT 1", time.GetUtcNow(), clientId));

    /// <summary>The client is there again: what it waits for is due now.</summary>
    public async Task TryNow(string clientId)
    {
        var now = time.GetUtcNow();
        if (database.Read(db => db.Long("SELECT 1 FROM logout_notice WHERE due > $1 AND client_id = $2 LIMIT 1", now, clientId)) is null)
        {
            return;
        }

        await database.Writer.Write(db =>
        {
            // It may not listen yet, having only just begun: then it is tried again as soon as at first.
            db.Execute("UPDATE logout_notice SET due = $1, attempts = 0 WHERE due > $1 AND client_id = $2", now, clientId);
            db.AfterCommit(signal.Raise);
        });
    }

    public LogoutNotice? Find(string id) => database.Read(db => db.One($"SELECT {Columns} FROM logout_notice WHERE id = $1", Map, id));

    public static void GiveUp(Session db, string id, string error) => db.Execute("UPDATE logout_notice SET due = NULL, attempts = attempts + 1, error = $2 WHERE id = $1", id, error);

    public static void TryAgain(Session db, string id, DateTimeOffset now) => db.Execute("UPDATE logout_notice SET due = $2, attempts = 0 WHERE id = $1 AND delivered IS NULL", id, now);

    public DateTimeOffset? EarliestDue() => database.Read(static db => db.One("SELECT min(due) FROM logout_notice WHERE due IS NOT NULL", static row => row.TimeOrNull(0)));

    public Task Delivered(LogoutNotice notice) =>
        database.Writer.Write(db => db.Execute("UPDATE logout_notice SET due = NULL, delivered = $2, attempts = attempts + 1, error = NULL WHERE id = $1", notice.Id, time.GetUtcNow()));

    /// <summary>The client is not reached, so its other notices wait as well.</summary>
    public Task Failed(LogoutNotice notice, DateTimeOffset next, string error) =>
        database.Writer.Write(db =>
        {
            db.Execute(
                "UPDATE logout_notice SET due = CASE WHEN expires > $2 THEN $2 END, attempts = attempts + 1, error = $3 WHERE id = $1", notice.Id, next, error);
            db.Execute("UPDATE logout_notice SET due = CASE WHEN expires > $2 THEN $2 END WHERE client_id = $1 AND due < $2", notice.ClientId, next);
        });

    /// <summary>Newest first.</summary>
    /// <param name="before">of an id smaller than this</param>
    public IReadOnlyList<LogoutNotice> List(bool openOnly, long before, int limit) =>
        database.Read(db => db.Many(
            $"SELECT {Columns} FROM logout_notice WHERE id < $1 AND (delivered IS NULL OR $2 = 0) ORDER BY id DESC LIMIT $3", Map, before, openOnly, limit));

    public Task<int> Trim(CancellationToken cancellationToken) =>
        database.Writer.Write(
            db =>
            {
                var before = time.GetUtcNow() - Kept;
                db.Execute("DELETE FROM parked_row WHERE worker = $2 AND CAST(row AS INTEGER) IN (SELECT id FROM logout_notice WHERE due IS NULL AND created < $1)", before, Worker);
                return db.Execute("DELETE FROM logout_notice WHERE due IS NULL AND created < $1", before);
            },
            cancellationToken);

    private static LogoutNotice Map(Row row) => new(
        row.Long(0), row.Text(1), row.Text(2), row.Text(3), new Uri(row.Text(4)), row.Time(5), row.Time(6), row.TimeOrNull(7), row.Long(8), row.TimeOrNull(9), row.TextOrNull(10));
}
