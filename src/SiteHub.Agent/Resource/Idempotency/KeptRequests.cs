using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Documents.Bulk;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Resource.Idempotency;

/// <summary>The requests that were done under a key, kept for a week.</summary>
internal sealed class KeptRequests(Database database, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>The bulk inserts under a key that are being carried out. One process serves a site, so memory knows them all.</summary>
    public ConcurrentDictionary<IdempotencyKey, bool> UnderWay { get; } = new();

    public static byte[] HashOf(string method, string target, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{method} {target}\n"));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    public KeptRequest? Find(IdempotencyKey key) => database.Read(session =>
    {
        var kept = session.One(
            "SELECT id, request_hash, lines, inserted, failed, status, answer FROM idempotency_key WHERE user = $1 AND key = $2",
            static row => (
                Id: row.Long(0),
                Hash: row.Bytes(1),
                Lines: row.Long(2),
                Inserted: row.Long(3),
                Failed: row.Long(4),
                Status: row.LongOrNull(5),
                Answer: row.BytesOrNull(6)),
            key.User,
            key.Key);
        if (kept.Id == 0)
        {
            return null;
        }

        var faults = session.Many(
            "SELECT line, exc_type, message FROM idempotency_fault WHERE key_id = $1 ORDER BY line",
            static row => new LineFault(row.Long(0), row.Text(1), row.Text(2)),
            kept.Id);
        return new KeptRequest(kept.Id, kept.Hash, new BulkCount(kept.Lines, kept.Inserted, kept.Failed, faults), (int?)kept.Status, kept.Answer);
    });

    /// <summary>Stores the answer together with what it answers.</summary>
    public IPreparedChange Answered(IdempotencyKey key, byte[] hash, FrappeAnswer answer) => new AnsweredRequest(this, key, hash, answer);

    /// <summary>Opens the books of a bulk insert.</summary>
    public Task<long> Begin(IdempotencyKey key, byte[] hash, CancellationToken cancellationToken) =>
        database.Writer.Write(session => Insert(session, key, hash, null, null), cancellationToken);

    public static void Advance(Session session, long id, BulkChunk chunk, int faultsKept)
    {
        session.Execute(
            "UPDATE idempotency_key SET request_hash = $2, lines = $3, inserted = inserted + $4, failed = failed + $5 WHERE id = $1",
            id, chunk.Mark, chunk.LastLine, chunk.Saves.Count, chunk.Faults.Count);
        foreach (var fault in chunk.Faults.OrderBy(fault => fault.Line).Take(BulkCount.MostFaults - faultsKept))
        {
            session.Execute(
                "INSERT INTO idempotency_fault (key_id, line, exc_type, message) VALUES ($1, $2, $3, $4)", id, fault.Line, fault.ExcType, fault.Message);
        }
    }

    public Task Finish(long id, byte[] hash, FrappeAnswer answer, CancellationToken cancellationToken) =>
        database.Writer.Write(
            session => { session.Execute("UPDATE idempotency_key SET request_hash = $2, status = $3, answer = $4 WHERE id = $1", id, hash, answer.Status, answer.Body); },
            cancellationToken);

    private long Insert(Session session, IdempotencyKey key, byte[] hash, int? status, ReadOnlyMemory<byte>? answer)
    {
        var now = time.GetUtcNow();

        // Each new key clears away two that are past their time, so that they never gather and nobody has to sweep.
        foreach (var old in session.Many("SELECT id FROM idempotency_key WHERE created < $1 ORDER BY created LIMIT 2", static row => row.Long(0), now - Kept))
        {
            session.Execute("DELETE FROM idempotency_fault WHERE key_id = $1", old);
            session.Execute("DELETE FROM idempotency_key WHERE id = $1", old);
        }

        var inserted = session.Execute(
            """
            INSERT INTO idempotency_key (user, key, request_hash, created, lines, inserted, failed, status, answer)
            VALUES ($1, $2, $3, $4, 0, 0, 0, $5, $6) ON CONFLICT (user, key) DO NOTHING
            """,
            key.User, key.Key, hash, now, status, answer);
        return inserted == 1 ? session.Long("SELECT last_insert_rowid()")!.Value : throw new KeyTakenException();
    }

    private sealed class AnsweredRequest(KeptRequests kept, IdempotencyKey key, byte[] hash, FrappeAnswer answer) : IPreparedChange
    {
        public void Commit(Session session, long documentId) => kept.Insert(session, key, hash, answer.Status, answer.Body);
    }
}
