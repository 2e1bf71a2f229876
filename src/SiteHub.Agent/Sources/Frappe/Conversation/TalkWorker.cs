using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Conversation;

/// <summary>Reads what is said at the site: once a second what hints named, and what they did not when it is due. One at a time, so that no older answer overtakes a newer one.</summary>
internal sealed class TalkWorker(TalkReads reads, TalkTypes types, SiteClock clock, FrappeClient client, SourceStanding standing, FrappeEntry entry, Database database, TimeProvider time, WorkerSet workers) : TimedWorker(workers)
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isSettled;

    public override string Name => "frappe conversation";

    protected override TimeSpan Every => TimeSpan.FromSeconds(1);

    protected override bool BeginsAtOnce => true;

    protected override Task TurnAsync(CancellationToken stopping) => Round(stopping);

    /// <summary>All that is due.</summary>
    public async Task Round(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (types.All.Count > 0 && client.Budget.Pause == TimeSpan.Zero && standing.MayAsk)
            {
                await standing.Try(() => Go(cancellationToken));
            }
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
        await clock.Learn(cancellationToken);
        if (!_isSettled)
        {
            await database.Writer.Write(reads.Settle, cancellationToken);
            _isSettled = true;
        }

        while (await reads.Named(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        foreach (var type in types.All)
        {
            var now = time.GetUtcNow();
            var (due, checkedAt) = database.Read(session => session.One("SELECT due, checked_at FROM frappe_talk WHERE doc_type = $1", static row => (row.Time(0), row.TimeOrNull(1)), type));

            // What is due later than any sweep can be was noted by a clock that has been set back since.
            if (due <= now || due - now > entry.SweepEvery + Progress.AfterFault)
            {
                await Sweep(type, checkedAt is { } last && clock.NightAfter(last) <= now, cancellationToken);
            }
        }
    }

    private async Task Sweep(string type, bool checks, CancellationToken cancellationToken)
    {
        try
        {
            while (await reads.Sweep(type, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (checks)
            {
                await reads.Check(type, cancellationToken);
            }
        }
        catch (FrappeFaultException fault)
        {
            // Who may not read it keeps the documents from nothing: it is noted, and tried again.
            standing.Note(fault.Fault);
            await database.Writer.Write(session => session.Execute("UPDATE frappe_talk SET fault = $2, due = $3 WHERE doc_type = $1", type, fault.Fault.Reason, time.GetUtcNow() + Progress.AfterFault), cancellationToken);
        }
    }
}
