using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Delivery.Clock;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Sources.Frappe.Reading;

internal sealed class ReadSignal : WakeSignal;

/// <summary>A document that is to be read back.</summary>
/// <param name="Stamp">of its last mention</param>
/// <param name="Tries">how often it could not be told what became of it</param>
internal sealed record PendingRead(string Name, long Stamp, int Tries);

/// <summary>The documents that are to be read back, in the database: a hint that is answered is not lost.</summary>
internal sealed class PendingReads(ReadSignal signal, TimeProvider time)
{
    /// <summary>As many as are read with one request.</summary>
    public const int AtOnce = 500;

    private const string Mention =
        """
        INSERT INTO frappe_pending (doc_type, name, stamp, since, due) VALUES ($1, $2, $3, $4, $4)
        ON CONFLICT (doc_type, name) DO UPDATE SET stamp = excluded.stamp, due = excluded.due, tries = 0, reason = NULL
        """;

    public void Add(Session session, string docType, params IEnumerable<string> names)
    {
        var now = time.GetUtcNow();
        var any = false;
        foreach (var name in names)
        {
            session.Execute(Mention, docType, name, NextStamp(session), now);
            any = true;
        }

        if (any)
        {
            session.AfterCommit(signal.Raise);
        }
    }

    /// <summary>Whatever a comparison of all names has not found.</summary>
    public int AddUnseen(Session session, string docType, long run)
    {
        var now = time.GetUtcNow();
        var count = session.Execute(
            """
            INSERT INTO frappe_pending (doc_type, name, stamp, since, due) SELECT doc_type, name, $3, $4, $4 FROM frappe_document WHERE doc_type = $1 AND seen < $2
            ON CONFLICT (doc_type, name) DO UPDATE SET stamp = excluded.stamp, due = excluded.due, tries = 0, reason = NULL
            """,
            docType,
            run,
            NextStamp(session),
            now);
        session.AfterCommit(signal.Raise);
        return count;
    }

    /// <summary>The last mention: what comes later goes with the next round.</summary>
    public static long Last(Session session) => session.Long("SELECT last FROM frappe_stamp WHERE id = 1")!.Value;

    /// <param name="session">the read</param>
    /// <param name="upTo">the last mention that is looked at</param>
    /// <returns>the DocType that has waited longest, and what is due of it; null: nothing is</returns>
    public (string DocType, List<PendingRead> Reads)? Take(Session session, long upTo)
    {
        var now = time.GetUtcNow();
        return session.Text("SELECT doc_type FROM frappe_pending WHERE due <= $1 AND stamp <= $2 ORDER BY due LIMIT 1", now, upTo) is { } docType
            ? (docType, session.Many("SELECT name, stamp, tries FROM frappe_pending WHERE doc_type = $1 AND due <= $2 AND stamp <= $4 ORDER BY due LIMIT $3", static row => new PendingRead(row.Text(0), row.Long(1), row.Int(2)), docType, now, AtOnce, upTo))
            : null;
    }

    /// <summary>It is read. Should it have been mentioned since, it stays.</summary>
    public static void Done(Session session, string docType, PendingRead read) =>
        session.Execute("DELETE FROM frappe_pending WHERE doc_type = $1 AND name = $2 AND stamp = $3", docType, read.Name, read.Stamp);

    public void Again(Session session, string docType, PendingRead read, TimeSpan after, string reason) => session.Execute(
        "UPDATE frappe_pending SET due = $4, tries = tries + 1, reason = $5 WHERE doc_type = $1 AND name = $2 AND stamp = $3", docType, read.Name, read.Stamp, time.GetUtcNow() + after, reason);

    public static long Count(Session session) => session.Long("SELECT count(*) FROM frappe_pending") ?? 0;

    private static long NextStamp(Session session) => session.Long("UPDATE frappe_stamp SET last = last + 1 WHERE id = 1 RETURNING last")!.Value;
}
