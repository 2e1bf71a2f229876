using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Conversation;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Replica;

/// <summary>
/// A publication told from the start. What it leaves out is no longer published: whatever no entry has spoken of since the begin.
/// </summary>
internal sealed class Snapshots(IServiceProvider services, ILogger<Snapshots> log)
{
    /// <summary>More than this many, and more than this share of what is held, are removed only when an operator says so: a mistyped condition or an empty volume looks the same.</summary>
    private const int GuardCount = 100;
    private const double GuardShare = 0.2;

    /// <summary>A new begin supersedes whatever came before it, ended or not.</summary>
    public static ApplyOutcome Begin(Session session, EntryPlace place, SnapshotBegin begin)
    {
        session.Execute(
            """
            INSERT INTO snapshot (site, doc_type, snapshot, publication_version, state, begun_epoch, begun_seq, begun_at)
            VALUES ($1, $2, $3, $4, 0, $5, $6, $7)
            ON CONFLICT (site, doc_type) DO UPDATE SET
                snapshot = excluded.snapshot, publication_version = excluded.publication_version, state = 0, begun_epoch = excluded.begun_epoch,
                begun_seq = excluded.begun_seq, begun_at = excluded.begun_at, ended_at = NULL, held = NULL, missing = NULL
            """,
            place.Site,
            begin.DocType,
            begin.Snapshot,
            begin.PublicationVersion,
            place.Epoch,
            place.Seq,
            place.ReceivedAt);
        return ApplyOutcome.Applied;
    }

    public ApplyOutcome End(Session session, EntryPlace place, SnapshotEnd end)
    {
        if (Find(session, place.Site, end.DocType) is not { State: SnapshotState.Open } open || open.Id != end.Snapshot)
        {
            return ApplyOutcome.Known;
        }

        // Resolved late: the rejects need the applier to retry one, and the applier needs this.
        services.GetRequiredService<RejectedEntries>().DiscardOlder(session, place.Site, end.DocType, new Epoch(open.BegunEpoch, ""), open.BegunSeq);
        var (held, missing) = Count(session, open);
        var guarded = missing > GuardCount && missing > held * GuardShare;
        if (!guarded && missing > 0)
        {
            SnapshotRemoval.Run(session, open, place);
        }

        if (!guarded)
        {
            MessageStanding.NotToldAgain(session, open, place.ReceivedAt);
        }

        Close(session, open, guarded ? SnapshotState.Waiting : SnapshotState.Done, place.ReceivedAt, held, missing);
        session.AfterCommit(() => Tell(open, held, missing, guarded));
        return ApplyOutcome.Applied;
    }

    private void Tell(Snapshot snapshot, long held, long missing, bool guarded)
    {
        if (guarded)
        {
            Log.RemovalWaits(log, snapshot.Site, snapshot.DocType, snapshot.Id, held, missing);
        }
        else
        {
            Log.SnapshotEnded(log, snapshot.Site, snapshot.DocType, snapshot.Id, held, missing);
        }
    }

    public static Snapshot? Find(Session session, string site, string docType) =>
        session.One(Select + " WHERE site = $1 AND doc_type = $2", Map, site, docType);

    /// <summary>Those that wait for an operator, oldest first.</summary>
    public static List<Snapshot> Waiting(Session session) => session.Many(Select + " WHERE state = 1 ORDER BY ended_at, site, doc_type", Map);

    public static void Close(Session session, Snapshot snapshot, SnapshotState state, DateTimeOffset now, long held, long missing) =>
        session.Execute(
            "UPDATE snapshot SET state = $3, ended_at = $4, held = $5, missing = $6 WHERE site = $1 AND doc_type = $2",
            snapshot.Site,
            snapshot.DocType,
            (int)state,
            now,
            held,
            missing);

    /// <summary>What is held of the publication, and how much of it nothing has spoken of since the begin.</summary>
    public static (long Held, long Missing) Count(Session session, Snapshot snapshot) =>
        session.One(
            "SELECT count(*), coalesce(sum((touched_epoch, touched_seq) < ($3, $4)), 0) FROM document WHERE site = $1 AND doc_type = $2 AND state = 0",
            static row => (row.Long(0), row.Long(1)),
            snapshot.Site,
            snapshot.DocType,
            snapshot.BegunEpoch,
            snapshot.BegunSeq);

    private const string Select = "SELECT site, doc_type, snapshot, publication_version, state, begun_epoch, begun_seq, begun_at, ended_at, held, missing FROM snapshot";

    private static Snapshot Map(Row row) =>
        new(row.Text(0), row.Text(1), row.Text(2), row.Long(3), (SnapshotState)row.Int(4), row.Long(5), row.Long(6), row.Time(7), row.TimeOrNull(8), row.LongOrNull(9), row.LongOrNull(10));
}

/// <summary>The last snapshot of a publication.</summary>
internal sealed record Snapshot(
    string Site, string DocType, string Id, long PublicationVersion, SnapshotState State, long BegunEpoch, long BegunSeq, DateTimeOffset BegunAt, DateTimeOffset? EndedAt, long? Held, long? Missing);
