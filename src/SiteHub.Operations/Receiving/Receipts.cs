using System.Text.Json;
using SiteHub.Delivery.Storage;

namespace SiteHub.Operations.Receiving;

/// <summary>What came in.</summary>
public sealed class Receipts(Database database, ReceivingSignal signal, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    /// <summary>As long as Frappe tries, and some for a slow network.</summary>
    private static readonly TimeSpan Tries = TimeSpan.FromSeconds(10);

    internal const string Unnamed = "unnamed-";

    private const string Columns = "id, receiver_id, receiver, key, received, content_type, headers, body, state, due, attempts, settled, doc_type, name, reason, repeats, repeated";

    /// <returns>its number, and whether it was there before</returns>
    public (long Id, bool Known) Keep(Session session, string receiverId, string receiver, string key, string? contentType, string headers, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session.Long("SELECT id FROM receipt WHERE receiver_id = $1 AND key = $2", receiverId, key) is { } known)
        {
            session.Execute("UPDATE receipt SET repeats = repeats + 1, repeated = $2 WHERE id = $1", known, time.GetUtcNow());
            return (known, true);
        }

        var now = time.GetUtcNow();
        session.Execute(
            "INSERT INTO receipt (receiver_id, receiver, key, received, content_type, headers, body, state, due) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $4)",
            receiverId,
            receiver,
            key,
            now,
            contentType,
            headers,
            body);
        session.AfterCommit(signal.Raise);
        return (session.Long("SELECT last_insert_rowid()")!.Value, false);
    }

    /// <summary>Of what has no key of its own.</summary>
    public static string NewKey() => $"{Unnamed}{Guid.NewGuid():N}";

    /// <summary>
    /// Frappe tries three times within some six seconds where it heard no answer. Only what came last counts: what another came after may have
    /// been changed back, and would be lost.
    /// </summary>
    /// <returns>the key of what this repeats; null: it is new</returns>
    internal string? Repeated(Session session, Receiver receiver, byte[] body) =>
        receiver.Scheme == ReceiverScheme.Frappe
        && session.One("SELECT key, body, received FROM receipt WHERE receiver_id = $1 AND id > (SELECT max(id) FROM receipt) - 1000 ORDER BY id DESC LIMIT 1", static row => (Key: row.Text(0), Body: row.Bytes(1), Received: row.Time(2)), receiver.Id) is { Key: not null } last
        && last.Key.StartsWith(Unnamed, StringComparison.Ordinal) && last.Received > time.GetUtcNow() - Tries && last.Body.AsSpan().SequenceEqual(body)
            ? last.Key
            : null;

    public IReadOnlyList<string> ReceiversWithDue() =>
        database.Read(session => session.Many("SELECT DISTINCT receiver_id FROM receipt WHERE due <= $1", static row => row.Text(0), time.GetUtcNow()));

    /// <summary>The oldest; where it waits for its next try, what came after it waits too.</summary>
    public string? NextDue(string receiverId) => database.Read(session => session.Text(
        "SELECT CAST(id AS TEXT) FROM (SELECT id, due FROM receipt WHERE receiver_id = $1 AND due IS NOT NULL ORDER BY id LIMIT 1) WHERE due <= $2", receiverId, time.GetUtcNow()));

    public DateTimeOffset? EarliestDue() => database.Read(static session => session.One("SELECT min(due) FROM receipt WHERE due IS NOT NULL", static row => row.TimeOrNull(0)));

    public Receipt? Find(string id) => database.Read(session => session.One($"SELECT {Columns} FROM receipt WHERE id = $1", Map, id));

    public Receipt? Find(long id) => database.Read(session => session.One($"SELECT {Columns} FROM receipt WHERE id = $1", Map, id));

    /// <summary>In the transaction that takes effect: since it was read, its receiver may have been moved to another site.</summary>
    /// <exception cref="InvalidOperationException">it is not that receiver's any more</exception>
    internal static void RequireOf(Session session, Receipt receipt)
    {
        if (session.Text("SELECT receiver_id FROM receipt WHERE id = $1", receipt.Id) != receipt.ReceiverId)
        {
            throw new InvalidOperationException("its receiver was moved to another site");
        }
    }

    /// <summary>In the transaction that takes effect.</summary>
    public void Settle(Session session, long id, string state, string? docType = null, string? name = null, string? reason = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        session.Execute(
            "UPDATE receipt SET state = $2, due = NULL, attempts = attempts + 1, settled = $3, doc_type = $4, name = $5, reason = $6 WHERE id = $1", id, state, time.GetUtcNow(), docType, name, reason);
    }

    internal void Fail(Session session, string id, string reason) =>
        session.Execute("UPDATE receipt SET state = 'failed', due = NULL, attempts = attempts + 1, settled = $2, doc_type = NULL, name = NULL, reason = $3 WHERE id = $1", id, time.GetUtcNow(), reason);

    /// <summary>Puts them in line again, oldest first, whatever became of them.</summary>
    /// <returns>how many</returns>
    /// <param name="receivers">of these alone; null: of all</param>
    public Task<int> Replay(string? receiverId, string? state, IReadOnlyList<long>? ids, CancellationToken cancellationToken, IReadOnlyCollection<string>? receivers = null) =>
        database.Writer.Write(
            session =>
            {
                var chosen = ids is null ? null : JsonSerializer.Serialize(ids);
                var count = session.Execute(
                    """
                    UPDATE receipt SET state = 'waiting', due = $1, settled = NULL, reason = NULL
                    WHERE due IS NULL AND ($2 IS NULL OR receiver_id = $2) AND ($3 IS NULL OR state = $3) AND ($4 IS NULL OR id IN (SELECT value FROM json_each($4)))
                      AND receiver_id IN (SELECT id FROM receiver UNION SELECT '') AND ($5 IS NULL OR receiver_id IN (SELECT value FROM json_each($5)))
                    """,
                    time.GetUtcNow(),
                    receiverId,
                    state,
                    chosen,
                    Json(receivers));
                session.AfterCommit(signal.Raise);
                return count;
            },
            cancellationToken);

    /// <summary>Newest first, without their bodies' content being of use: a list shows none.</summary>
    /// <param name="receivers">of these alone; null: of all</param>
    public IReadOnlyList<Receipt> List(string? receiverId, string? state, long before, int limit, IReadOnlyCollection<string>? receivers = null) =>
        database.Read(session => session.Many(
            $"SELECT {Columns} FROM receipt WHERE id < $1 AND ($2 IS NULL OR receiver_id = $2) AND ($3 IS NULL OR state = $3) AND ($5 IS NULL OR receiver_id IN (SELECT value FROM json_each($5))) ORDER BY id DESC LIMIT $4",
            Map,
            before,
            receiverId,
            state,
            limit,
            Json(receivers)));

    /// <summary>Of each receiver the last that failed.</summary>
    public IReadOnlyList<Receipt> LastFailed() =>
        database.Read(static session => session.Many($"SELECT {Columns} FROM receipt WHERE id IN (SELECT max(id) FROM receipt WHERE state = 'failed' GROUP BY receiver_id) ORDER BY id DESC", Map));

    /// <summary>What failed stays until somebody has looked at it.</summary>
    public Task<int> Trim(CancellationToken cancellationToken) =>
        database.Writer.Write(session => session.Execute("DELETE FROM receipt WHERE due IS NULL AND state <> 'failed' AND settled < $1", time.GetUtcNow() - Kept), cancellationToken);

    private static string? Json(IReadOnlyCollection<string>? receivers) => receivers is null ? null : JsonSerializer.Serialize(receivers);

    private static Receipt Map(Row row) => new(
        row.Long(0), row.Text(1), row.Text(2), row.Text(3), row.Time(4), row.TextOrNull(5), row.Text(6), row.Bytes(7), row.Text(8), row.TimeOrNull(9), row.Long(10), row.TimeOrNull(11), row.TextOrNull(12), row.TextOrNull(13), row.TextOrNull(14)) { Repeats = row.Long(15), Repeated = row.TimeOrNull(16) };
}
