using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>Where a link stands, for people.</summary>
/// <param name="Link">the site's slug</param>
/// <param name="Peer">the other side</param>
/// <param name="State">one of <see cref="LinkStates"/></param>
/// <param name="Reason">why it does not send, or what the last failure was</param>
/// <param name="Circuit">"open" after five failures in a row: only greetings are tried</param>
/// <param name="Failures">failures in a row</param>
/// <param name="NextAttemptAt">null when it may send at once</param>
/// <param name="Sends">the outgoing log</param>
/// <param name="Receives">the incoming log's checkpoint</param>
public sealed record LinkStatus(
    string Link, Uri Peer, string State, string? Reason, string Circuit, int Failures, DateTimeOffset? NextAttemptAt, LinkSends Sends, LinkReceives Receives)
{
    internal static LinkStatus Of(Session session, LinkState state, Link link, DateTimeOffset now)
    {
        var acked = link.AckedOf(state);
        var oldest = OldestAt(session, state with { Acked = acked });
        var open = session.Long("SELECT count(*) FROM rejected_entry WHERE link = $1 AND state = 'open'", state.Name) ?? 0;
        var waits = link.Waits;
        var failures = waits?.Failures ?? state.Failures;
        return new LinkStatus(
            state.Name,
            link.Peer,
            state.State,
            state.Reason,
            failures >= Backoff.OpenAfter ? "open" : "closed",
            failures,
            waits?.Next ?? state.NextAttemptAt,
            new LinkSends(state.OutEpoch.Number, state.Head.Seq, acked.Seq, state.Head.Seq - acked.Seq, oldest is { } at ? (now - at).TotalSeconds : 0),
            new LinkReceives(state.InEpoch.Number, state.Checkpoint.Seq, state.Applied, state.Known, open));
    }

    internal static DateTimeOffset? OldestAt(Session session, LinkState state) =>
        state.Head.Seq == state.Acked.Seq
            ? null
            : session.One("SELECT at FROM log_entry WHERE key = $1", static r => (DateTimeOffset?)r.Time(0), LinkLog.Key(state.Log, state.Acked.Seq + 1));
}

/// <param name="Epoch">the number of the log's history</param>
/// <param name="Head">the last entry's sequence</param>
/// <param name="Acknowledged">the last that the peer has confirmed</param>
/// <param name="Depth">how many wait</param>
/// <param name="OldestAge">seconds since the oldest of them was written</param>
public sealed record LinkSends(long Epoch, long Head, long Acknowledged, long Depth, double OldestAge);

/// <param name="Epoch">the number of the peer's history</param>
/// <param name="Checkpoint">the last entry that was applied</param>
/// <param name="Applied">entries that changed something, ever</param>
/// <param name="Known">entries that were known already, ever</param>
/// <param name="Rejected">entries that could not be applied and still wait for someone</param>
public sealed record LinkReceives(long Epoch, long Checkpoint, long Applied, long Known, long Rejected);
