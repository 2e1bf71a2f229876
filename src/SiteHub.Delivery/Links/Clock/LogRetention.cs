using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;

namespace SiteHub.Delivery.Links;

/// <summary>How much of a log is kept.</summary>
/// <param name="Age">entries that the peer has confirmed stay this long, so that a peer restored from a backup can be caught up from the log</param>
/// <param name="Bytes">a log larger than this is cut whatever its age: a peer that never returns must not stop the site's own saves</param>
public sealed record LogRetentionOptions(TimeSpan Age, long Bytes)
{
    public static LogRetentionOptions Default { get; } = new(TimeSpan.FromDays(14), 2L * 1024 * 1024 * 1024);
}

/// <summary>Deletes, in small pieces, what the logs need no longer.</summary>
public sealed class LogRetention(Database database, LinkRegistry links, ILinkHistory history, LogRetentionOptions options, WorkerSet workers, TimeProvider time, ILogger<LogRetention> log)
{
    /// <summary>A delete of more would hold up the saves that wait for the writer.</summary>
    private const int Piece = 500;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var trimmed = await DropOldLogsAsync(cancellationToken);
        var all = links.All.ToDictionary(static link => link.Name, StringComparer.Ordinal);
        await workers.EachAsync(
            "retention of logs",
            all.Keys,
            async name =>
            {
                trimmed += await TrimAsync(all[name], cancellationToken);
                await CollapseAsync(all[name], cancellationToken);
            },
            cancellationToken);

        if (trimmed > 0)
        {
            Log.Trimmed(log, trimmed);
        }
    }

    private async Task<long> DropOldLogsAsync(CancellationToken cancellationToken)
    {
        var dropped = 0L;
        foreach (var number in database.Read(s => s.Many("SELECT log FROM dropped_log", static r => r.Long(0))))
        {
            int deleted;
            do
            {
                deleted = await database.Writer.Write(
                    s => s.Execute(
                        "DELETE FROM log_entry WHERE key IN (SELECT key FROM log_entry WHERE key > $1 AND key < $2 LIMIT $3)",
                        LinkLog.Key(number, 0),
                        LinkLog.Key(number + 1, 0),
                        Piece),
                    cancellationToken);
                dropped += deleted;
            }
            while (deleted == Piece);

            // The highest number stays, so that a number is never given twice.
            await database.Writer.Write(
                s => s.Execute("DELETE FROM dropped_log WHERE log = $1 AND log < (SELECT max(log) FROM link)", number), cancellationToken);
        }

        return dropped;
    }

    private async Task<long> TrimAsync(Link link, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.Age;
        var total = 0L;
        long deleted;
        do
        {
            deleted = await database.Writer.Write(s => TrimPiece(s, link, before), cancellationToken);
            total += deleted;
        }
        while (deleted == Piece);
        return total;
    }

    private long TrimPiece(Session session, Link running, DateTimeOffset before)
    {
        var link = LinkState.Of(session, running.Name);
        var tooLarge = link.OutBytes > options.Bytes;
        var old = session.Many(
            "SELECT key & 1099511627775, id, at, length(data) FROM log_entry WHERE key > $1 AND key <= $2 ORDER BY key LIMIT $3",
            static r => (Seq: r.Long(0), Id: r.Text(1), At: r.Time(2), Bytes: r.Long(3)),
            LinkLog.Key(link.Log, link.Trimmed.Seq),
            LinkLog.Key(link.Log, running.AckedOf(link).Seq),
            Piece);
        var gone = old.TakeWhile(e => tooLarge || e.At < before).ToList();
        if (gone.Count == 0)
        {
            return 0;
        }

        session.Execute(
            "DELETE FROM log_entry WHERE key > $1 AND key <= $2", LinkLog.Key(link.Log, link.Trimmed.Seq), LinkLog.Key(link.Log, gone[^1].Seq));
        session.Execute(
            "UPDATE link SET trimmed_seq = $2, trimmed_id = $3, out_bytes = out_bytes - $4 WHERE name = $1", link.Name, gone[^1].Seq, gone[^1].Id, gone.Sum(e => e.Bytes));
        return gone.Count;
    }

    /// <summary>What is left is unacknowledged. If that alone is too much, its documents are dropped for a resync, and the rest goes into a new history.</summary>
    private async Task CollapseAsync(Link link, CancellationToken cancellationToken)
    {
        var collapsed = await database.Writer.Write(
            s =>
            {
                var state = LinkState.Of(s, link.Name);
                if (state.OutBytes <= options.Bytes)
                {
                    return false;
                }

                LogEpoch.Begin(s, state, state.OutEpoch.Number + 1, "the log outgrew what is kept while the peer was away", history, now: null);
                return true;
            },
            cancellationToken);
        if (collapsed)
        {
            Log.Collapsed(log, link.Name);
            link.MustReload = true;
            link.MustGreet = true;
            link.Signal.Raise();
        }
    }
}
