using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>The outgoing log of each link: contiguous, in commit order, kept until the peer has confirmed it and for a while after.</summary>
public sealed class LinkLog(LinkSignals signals, TimeProvider time)
{
    private const int SequenceBits = 40;

    /// <summary>
    /// Appends an entry in the caller's transaction, so that a change and its entry are stored together or not at all. The counter
    /// stands in the table: a rollback of the caller takes the number back with it.
    /// </summary>
    /// <param name="session">the writer's session</param>
    /// <param name="link">the link's name</param>
    /// <param name="type">one of <see cref="LinkEventTypes"/></param>
    /// <param name="data">one JSON value, at most <see cref="LinkLimits.MaxEntryBytes"/> bytes</param>
    /// <param name="id">the entry's id if it had one before (an epoch's carry-over), else a new one is made</param>
    /// <exception cref="EntryTooLargeException">nothing was appended</exception>
    /// <exception cref="InvalidOperationException">no such link</exception>
    public LogPosition Append(Session session, string link, string type, ReadOnlyMemory<byte> data, string? id = null)
    {
        if (data.Length > LinkLimits.MaxEntryBytes)
        {
            throw new EntryTooLargeException(data.Length, LinkLimits.MaxEntryBytes);
        }

        var now = time.GetUtcNow();
        id ??= $"evt_{Guid.CreateVersion7(now):N}";
        var (log, seq) = session.One(
            "UPDATE link SET out_seq = out_seq + 1, out_id = $2, out_bytes = out_bytes + $3 WHERE name = $1 RETURNING log, out_seq",
            static r => (r.Long(0), r.Long(1)),
            link,
            id,
            data.Length);
        if (log == 0)
        {
            throw new InvalidOperationException($"There is no link {link}.");
        }

        session.Execute("INSERT INTO log_entry (key, id, type, at, data, trace) VALUES ($1, $2, $3, $4, $5, $6)", Key(log, seq), id, type, now, data, session.Trace);
        session.AfterCommit(signals.Of(link).Raise);
        return new LogPosition(seq, id);
    }

    /// <summary>How many entries the peer has not confirmed yet.</summary>
    public static long Depth(Session session, string link) => session.Long("SELECT out_seq - acked_seq FROM link WHERE name = $1", link) ?? 0;

    internal static long Key(long log, long seq) => (log << SequenceBits) | seq;

    /// <summary>The entries after a position, up to a number and a size; at least one if there is one.</summary>
    internal static List<LogEntry> Read(Session session, LinkState link, long after, int maxEntries, int maxBytes)
    {
        var entries = new List<LogEntry>();
        var bytes = 0;
        session.Each(
            "SELECT key, id, type, at, unsendable, data, trace FROM log_entry WHERE key > $1 AND key <= $2 ORDER BY key LIMIT $3",
            row =>
            {
                var entry = Map(row);
                bytes += entry.Data.Length + 200;
                if (entries.Count > 0 && bytes > maxBytes)
                {
                    return false;
                }

                entries.Add(entry);
                return true;
            },
            Key(link.Log, after),
            Key(link.Log, link.Head.Seq),
            maxEntries);
        return entries;
    }

    /// <summary>Whether this log holds, or held at its edges, exactly that entry.</summary>
    internal static bool Holds(Session session, LinkState link, LogPosition position)
    {
        if (position.Seq > link.Head.Seq || position.Seq < link.Trimmed.Seq)
        {
            return false;
        }

        return position == LogPosition.Start
            ? link.Trimmed.Seq == 0
            : position == link.Trimmed || session.Text("SELECT id FROM log_entry WHERE key = $1", Key(link.Log, position.Seq)) == position.Id;
    }

    private static LogEntry Map(Row row) => new(
        new LinkEvent(row.Long(0) & ((1L << SequenceBits) - 1), row.Text(1), row.Text(2), row.Time(3), row.Bytes(5)) { Trace = row.TextOrNull(6) },
        row.TextOrNull(4));
}
