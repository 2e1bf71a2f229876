using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Replica;

namespace SiteHub.Hub.Features.Removals;

/// <summary>Decides on what a snapshot left out, where that was too much to remove unasked.</summary>
internal sealed class Removals(Database database, TimeProvider time, ILogger<Removals> log)
{
    public IReadOnlyList<Snapshot> List() => database.Read(Snapshots.Waiting);

    /// <param name="site">the site</param>
    /// <param name="docType">its publication</param>
    /// <param name="snapshot">the snapshot decided on: a later one may have taken its place meanwhile</param>
    /// <param name="remove">remove what it left out, or keep it</param>
    /// <param name="cancellationToken">ends the wait for the writer</param>
    /// <returns>how many documents were removed; null if nothing of that kind waits</returns>
    public async Task<long?> Decide(string site, string docType, string snapshot, bool remove, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await database.Writer.Write(session => Decide(session, site, docType, snapshot, remove, now), cancellationToken);
    }

    private long? Decide(Session session, string site, string docType, string snapshot, bool remove, DateTimeOffset now)
    {
        if (Snapshots.Find(session, site, docType) is not { State: SnapshotState.Waiting } waiting || waiting.Id != snapshot)
        {
            return null;
        }

        var removed = remove ? SnapshotRemoval.Run(session, waiting, new EntryPlace(site, waiting.BegunEpoch, waiting.BegunSeq, waiting.Id, now)) : 0;
        Snapshots.Close(session, waiting, remove ? SnapshotState.Done : SnapshotState.Denied, now, waiting.Held ?? 0, waiting.Missing ?? 0);
        session.AfterCommit(() => Log.Decided(log, site, docType, snapshot, removed));
        return removed;
    }
}
