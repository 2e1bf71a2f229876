using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Puts replays in line as soon as they are committed, and after a restart those that were gathering. A few side by side: one of millions must not keep the others.</summary>
internal sealed class ReplayPump(ReplayRun run, Database database, ReplaySignal signal, WorkerSet workers) : RowWorker(workers, signal)
{
    private const int SideBySide = 4;

    public override string Name => Replays.Worker;

    protected override IReadOnlyList<string> Lanes() => database.Read(static s => s.Many(
        "SELECT id FROM replay WHERE state = 'Gathering' AND id NOT IN (SELECT row FROM parked_row WHERE worker = $1) ORDER BY number LIMIT $2",
        static r => r.Text(0),
        Replays.Worker,
        SideBySide));

    protected override string? Next(string lane) => database.Read(s => s.Text(
        "SELECT id FROM replay WHERE id = $1 AND state = 'Gathering' AND id NOT IN (SELECT row FROM parked_row WHERE worker = $2)", lane, Replays.Worker));

    protected override async Task<string?> HandleAsync(string row, CancellationToken stopping)
    {
        await run.RunAsync(row, stopping);
        return null;
    }

    protected override bool IsOver(Session session, string row) => Replays.IsOver(session, row);

    protected override void SetAside(Session session, string row, string reason)
    {
        // The list of what is parked says it; what was put in line by then is sent.
    }

    protected internal override void Retry(Session session, string row)
    {
        // It is due as soon as it is no longer parked, and goes on from where it was.
    }

    protected internal override void Discard(Session session, string row) => Replays.Cancel(session, row);
}
