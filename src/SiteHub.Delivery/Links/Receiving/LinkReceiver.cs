using System.Diagnostics;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Tracing;
using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>Takes batches in: what they change and the checkpoint move in one transaction, so that a lost answer or a kill changes nothing.</summary>
internal class LinkReceiver(Database database, ILinkApplier applier, RejectedEntries rejects, LinkMetrics metrics, TimeProvider time, ILogger<LinkReceiver> log)
{
    public sealed record Outcome(bool InStep, LinkAnswer Answer);

    /// <exception cref="DatabaseUnavailableException">nothing was stored</exception>
    public async Task<Outcome> ReceiveAsync(Link link, LinkBatch batch, CancellationToken cancellationToken)
    {
        // A look beforehand spares the parsing of what would be refused anyway; what counts is the comparison inside the transaction.
        if ((batch.Epoch, batch.After) != link.Taken)
        {
            var at = database.Read(s => LinkState.Of(s, link.Name));
            if (!Follows(batch, at))
            {
                return OutOfStep(link, at);
            }
        }

        var prepared = new Func<Session, ApplyOutcome>[batch.Events.Count];
        for (var i = 0; i < prepared.Length; i++)
        {
            prepared[i] = Prepare(link.Name, batch.Epoch, batch.Events[i], batch.Tokens?.GetValueOrDefault(batch.Events[i].Seq));
        }

        using var traced = Traced(batch, prepared);
        var tally = await StoreAsync(link, batch, prepared, cancellationToken);
        if (tally is null)
        {
            return OutOfStep(link, database.Read(s => LinkState.Of(s, link.Name)));
        }

        metrics.Received(link.Name, batch.Events[0].Timestamp, tally.Applied, tally.Known, tally.Rejected.Count);
        foreach (var rejected in tally.Rejected)
        {
            Log.Rejected(log, link.Name, rejected.Seq, batch.Events[(int)(rejected.Seq - batch.Events[0].Seq)].Type, rejected.Reason);
        }

        var last = new LogPosition(batch.Events[^1].Seq, batch.Events[^1].Id);
        link.Taken = (batch.Epoch, last);
        return new Outcome(true, new LinkAnswer(batch.Epoch, last, tally.Rejected));
    }

    /// <returns>what became of the entries, durably; null if the batch did not follow</returns>
    protected virtual async Task<Tally?> StoreAsync(Link link, LinkBatch batch, Func<Session, ApplyOutcome>[] prepared, CancellationToken cancellationToken)
    {
        try
        {
            return await database.Writer.Write(s => Apply(s, link, batch, prepared, careful: false), cancellationToken);
        }
        catch (Exception e) when (e is not (DatabaseUnavailableException or OperationCanceledException))
        {
            // One entry broke a rule of the database or our own. Again, with a savepoint for each: that one is rejected alone.
            return await database.Writer.Write(s => Apply(s, link, batch, prepared, careful: true), cancellationToken);
        }
    }

    /// <summary>What an entry changes belongs to the trace of whoever wrote it at the peer, up to the commit here.</summary>
    private static TracedEntries? Traced(LinkBatch batch, Func<Session, ApplyOutcome>[] prepared)
    {
        TracedEntries? traced = null;
        for (var i = 0; i < prepared.Length; i++)
        {
            if (batch.Events[i].Trace is not { } trace)
            {
                continue;
            }

            traced ??= new TracedEntries();
            if (traced.Add("apply " + batch.Events[i].Type, ActivityKind.Consumer, trace) is { } activity)
            {
                activity.SetTag("sitehub.entry", batch.Events[i].Id);
                prepared[i] = Within(activity, prepared[i]);
            }
        }

        return traced;
    }

    private static Func<Session, ApplyOutcome> Within(Activity activity, Func<Session, ApplyOutcome> apply) => session =>
    {
        var before = session.Trace;
        session.Trace = activity.Recorded ? activity.Id : null;
        try
        {
            return apply(session);
        }
        finally
        {
            session.Trace = before;
        }
    };

    private static bool Follows(LinkBatch batch, LinkState at) => batch.Events.Count > 0 && batch.Epoch == at.InEpoch && batch.After == at.Checkpoint;

    private Outcome OutOfStep(Link link, LinkState at)
    {
        metrics.OutOfStep(link.Name);
        return new Outcome(false, new LinkAnswer(at.InEpoch, at.Checkpoint, []));
    }

    private Func<Session, ApplyOutcome> Prepare(string link, Epoch epoch, LinkEvent entry, string? token)
    {
        try
        {
            return token is null ? applier.Prepare(link, epoch, entry) : applier.Prepare(link, epoch, entry, token);
        }
        catch (LinkMessageException e)
        {
            return _ => ApplyOutcome.Rejected(e.Message);
        }
    }

    private Tally? Apply(Session session, Link link, LinkBatch batch, Func<Session, ApplyOutcome>[] prepared, bool careful)
    {
        // The checkpoint first, compared and moved by one statement: if the batch does not follow, there is no row to move.
        var last = batch.Events[^1];
        var moved = session.Execute(
            """
            UPDATE link SET in_seq = $2, in_id = $3, in_applied = in_applied + $4
            WHERE name = $1 AND in_epoch = $5 AND in_epoch_id = $6 AND in_seq = $7 AND in_id IS $8
            """,
            link.Name,
            last.Seq,
            last.Id,
            prepared.Length,
            batch.Epoch.Number,
            batch.Epoch.Id,
            batch.After.Seq,
            batch.After.Id);
        if (moved == 0)
        {
            return null;
        }

        var tally = new Tally();
        for (var i = 0; i < prepared.Length; i++)
        {
            var entry = batch.Events[i];
            switch (careful ? ApplyCarefully(session, prepared[i]) : prepared[i](session))
            {
                case ApplyOutcome.Refused { Reason: var reason }:
                    rejects.Record(session, link.Name, batch.Epoch, entry, reason, time.GetUtcNow());
                    tally.Rejected.Add(new RejectedEntry(entry.Seq, reason));
                    break;
                case var outcome when outcome == ApplyOutcome.Known:
                    tally.Known++;
                    break;
                default:
                    tally.Applied++;
                    break;
            }
        }

        if (tally.Applied < prepared.Length)
        {
            session.Execute(
                "UPDATE link SET in_applied = in_applied - $2, in_known = in_known + $3, in_rejected = in_rejected + $4 WHERE name = $1",
                link.Name,
                prepared.Length - tally.Applied,
                tally.Known,
                tally.Rejected.Count);
        }

        return tally;
    }

    private static ApplyOutcome ApplyCarefully(Session session, Func<Session, ApplyOutcome> apply)
    {
        session.Savepoint();
        try
        {
            var outcome = apply(session);
            session.Release();
            return outcome;
        }
        catch (Exception e) when (session.InTransaction && e is not Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: not SQLitePCL.raw.SQLITE_CONSTRAINT })
        {
            session.RollbackToSavepoint();
            return ApplyOutcome.Rejected($"It cannot be applied: {e.Message}");
        }
    }

    internal sealed class Tally
    {
        public int Applied { get; set; }

        public int Known { get; set; }

        public List<RejectedEntry> Rejected { get; } = [];
    }
}
