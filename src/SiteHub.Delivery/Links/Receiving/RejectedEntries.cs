using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>Entries that could not be applied: kept whole, with the reason, until they are retried with success or discarded.</summary>
public sealed class RejectedEntries(Database database, ILinkApplier applier, ILinkHistory history, TimeProvider time)
{
    private const string Columns = "SELECT id, link, epoch, epoch_id, seq, entry_id, type, subject, at, received_at, reason, state, retries, data FROM rejected_entry";

    /// <summary>Newest first; pages by <paramref name="before"/>, the last id of the page before.</summary>
    public IReadOnlyList<Rejected> List(string link, string? state, long? before, int limit) => database.Read(s => s.Many(
        Columns + " WHERE link = $1 AND ($2 IS NULL OR state = $2) AND ($3 IS NULL OR id < $3) ORDER BY id DESC LIMIT $4", Map, link, state, before, limit));

    public Rejected? Find(string link, long id) => database.Read(s => s.One(Columns + " WHERE id = $1 AND link = $2", Map, id, link));

    /// <summary>Applies an entry once more. What arrived since is newer and wins, so a late success cannot turn time back.</summary>
    /// <returns>what became of it, or null if there is no such open entry</returns>
    public async Task<ApplyOutcome?> RetryAsync(string link, long id, CancellationToken cancellationToken)
    {
        if (Find(link, id) is not { State: "open" } rejected)
        {
            return null;
        }

        var outcome = await TryAsync(rejected, cancellationToken);
        var now = time.GetUtcNow();
        await database.Writer.Write(
            s => outcome is ApplyOutcome.Refused { Reason: var reason }
                ? s.Execute("UPDATE rejected_entry SET retries = retries + 1, reason = $2 WHERE id = $1", id, reason)
                : s.Execute("UPDATE rejected_entry SET retries = retries + 1, state = 'applied', closed_at = $2 WHERE id = $1 AND state = 'open'", id, now),
            cancellationToken);
        return outcome;
    }

    /// <returns>false if there is no such open entry</returns>
    public async Task<bool> DiscardAsync(string link, long id, string reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await database.Writer.Write(
            s => s.Execute(
                "UPDATE rejected_entry SET state = 'discarded', closed_at = $3, closed_note = $4 WHERE id = $1 AND link = $2 AND state = 'open'", id, link, now, reason),
            cancellationToken) > 0;
    }

    /// <summary>A snapshot has told all there is about a subject: what was rejected before it began is of no more use.</summary>
    /// <returns>how many were discarded</returns>
    public int DiscardOlder(Session session, string link, string subject, Epoch epoch, long beforeSeq)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Execute(
            """
            UPDATE rejected_entry SET state = 'discarded', closed_at = $5, closed_note = 'a later snapshot replaces it'
            WHERE link = $1 AND subject = $2 AND state = 'open' AND (epoch < $3 OR (epoch = $3 AND seq < $4))
            """,
            link,
            subject,
            epoch.Number,
            beforeSeq,
            time.GetUtcNow());
    }

    internal void Record(Session session, string link, Epoch epoch, LinkEvent entry, string reason, DateTimeOffset now) => session.Execute(
        """
        INSERT INTO rejected_entry (link, epoch, epoch_id, seq, entry_id, type, subject, at, received_at, reason, data)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (link, epoch, seq) DO NOTHING
        """,
        link,
        epoch.Number,
        epoch.Id,
        entry.Seq,
        entry.Id,
        entry.Type,
        Subject(entry),
        entry.Timestamp,
        now,
        reason,
        entry.Data);

    private string? Subject(LinkEvent entry)
    {
        try
        {
            return (string?)history.Describe(entry.Type, entry.Data)["docType"];
        }
        catch (Exception e) when (e is LinkMessageException or System.Text.Json.JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task<ApplyOutcome> TryAsync(Rejected rejected, CancellationToken cancellationToken)
    {
        try
        {
            var apply = applier.Prepare(
                rejected.Link,
                new Epoch(rejected.Epoch, rejected.EpochId),
                new LinkEvent(rejected.Seq, rejected.EntryId, rejected.Type, rejected.At, rejected.Data));
            return await database.Writer.Write(apply, cancellationToken);
        }
        catch (Exception e) when (e is not (DatabaseUnavailableException or OperationCanceledException))
        {
            return ApplyOutcome.Rejected(e.Message);
        }
    }

    private static Rejected Map(Row r) => new(
        r.Long(0), r.Text(1), r.Long(2), r.Text(3), r.Long(4), r.Text(5), r.Text(6), r.TextOrNull(7), r.Time(8), r.Time(9), r.Text(10), r.Text(11), r.Int(12), r.Bytes(13));
}
