using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;

namespace SiteHub.Agent.Publications;

/// <summary>Runs what resyncs there are, one after the other, those first that a kill interrupted. One publication must not keep the others from being told.</summary>
internal sealed class ResyncService(ResyncRunner runner, Database database, ResyncSignal signal, WorkerSet workers) : RowWorker(workers, signal)
{
    public override string Name => Resync.Worker;

    protected override string? Next(string lane) => database.Read(Resync.Next);

    protected override async Task<string?> HandleAsync(string row, CancellationToken stopping)
    {
        await runner.RunAsync(row, stopping);
        return null;
    }

    protected override string? Describe(string row) => row;

    protected override void SetAside(Session session, string row, string reason)
    {
        // The list of what is parked says it; a request anew takes it from there.
    }

    protected override void Retry(Session session, string row)
    {
        // It is due as soon as it is no longer parked.
    }

    protected override void Discard(Session session, string row) => Resync.Remove(session, row);
}
