using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Sweeping;

/// <summary>Sweeps each DocType when it is due, and compares all its names at night. A DocType that the site refuses keeps no other.</summary>
internal sealed class SweepWorker(
    Sweep sweep, Comparison comparison, MirroredTypes types, SiteClock clock, Progress progress, FrappeClient client, SourceStanding standing, FrappeEntry entry, Database database, TimeProvider time, WorkerSet workers)
    : TimedWorker(workers)
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public override string Name => "frappe sweeps";

    protected override TimeSpan Every => TimeSpan.FromSeconds(1);

    protected override bool BeginsAtOnce => true;

    protected override Task TurnAsync(CancellationToken stopping) => Round(stopping);

    /// <summary>All that is due.</summary>
    public async Task Round(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await Go(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    private async Task Go(CancellationToken cancellationToken)
    {
        if (client.Budget.Pause > TimeSpan.Zero || !standing.MayAsk)
        {
            return;
        }

        if (!await standing.Try(() => clock.Learn(cancellationToken)))
        {
            return;
        }

        await database.Writer.Write(session => Progress.Ensure(session, types.All.Select(static type => type.Name)), cancellationToken);
        foreach (var type in types.All)
        {
            var now = time.GetUtcNow();
            var at = database.Read(session => Progress.Find(session, type.Name))!;
            // What is due later than any sweep can be was noted by a clock that has been set back since.
            if (at.Due > now && at.Due - now <= entry.SweepEvery + Progress.AfterFault)
            {
                continue;
            }

            await Run(type.Name, () => sweep.Step(type, cancellationToken), cancellationToken);
            at = database.Read(session => Progress.Find(session, type.Name))!;
            if (at is { IsBackfilled: true, RunBegan: null } && (at.CompareBegan is not null || (at.ComparedAt is { } last && clock.NightAfter(last) <= now)))
            {
                await Run(type.Name, () => comparison.Step(type.Name, cancellationToken), cancellationToken);
            }
        }
    }

    private async Task Run(string docType, Func<Task<bool>> step, CancellationToken cancellationToken)
    {
        try
        {
            while (await step())
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            standing.Well();
        }
        catch (FrappeFaultException fault)
        {
            standing.Note(fault.Fault);
            await database.Writer.Write(session => progress.NoteFault(session, docType, fault.Fault), cancellationToken);
        }
    }
}
