using System.Security.Cryptography;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>Begins a new history of an outgoing log.</summary>
internal static class LogEpoch
{
    /// <summary>
    /// More of what the old epoch held would not fit in memory, and need not: documents come again by resync, and what is not a
    /// document is rare.
    /// </summary>
    private const int MaxCarried = 10_000;

    public static string NewId() => $"ep_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}";

    /// <param name="session">the transaction in which everything happens</param>
    /// <param name="link">the link as it stands</param>
    /// <param name="number">higher than any that either side knows</param>
    /// <param name="reason">why, for people</param>
    /// <param name="history">the role, which appends what a new history begins with</param>
    /// <param name="now">when; null for one that a person asked for, which does not count against the hourly limit</param>
    public static void Begin(Session session, LinkState link, long number, string reason, ILinkHistory history, DateTimeOffset? now)
    {
        var open = session.Many(
            """
            SELECT key & 1099511627775, id, type, at, data FROM log_entry
            WHERE key > $1 AND key <= $2 AND type NOT LIKE 'document.%' AND type NOT LIKE 'snapshot.%' ORDER BY key LIMIT $3
            """,
            static r => new LinkEvent(r.Long(0), r.Text(1), r.Text(2), r.Time(3), r.Bytes(4)),
            LinkLog.Key(link.Log, link.Acked.Seq),
            LinkLog.Key(link.Log, link.Head.Seq),
            MaxCarried);
        session.Execute("INSERT INTO dropped_log (log) VALUES ($1)", link.Log);
        session.Execute(
            """
            UPDATE link SET log = 1 + max((SELECT max(log) FROM link), (SELECT max(log) FROM dropped_log)),
                out_epoch = $2, out_epoch_id = $3, out_epoch_at = $4, out_seq = 0, out_id = NULL, out_bytes = 0,
                acked_seq = 0, acked_id = NULL, trimmed_seq = 0, trimmed_id = NULL
            WHERE name = $1
            """,
            link.Name,
            number,
            NewId(),
            now ?? link.OutEpochAt);
        history.BeginEpoch(session, link.Name, reason, open);
    }
}
