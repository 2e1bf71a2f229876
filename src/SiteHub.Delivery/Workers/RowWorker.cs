using SiteHub.Delivery.Clock;
using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Workers;

/// <summary>
/// Works on rows, oldest due first, in lanes side by side. What one row throws is that row's: it is parked with its reason, and the next goes on. So a row is
/// named by its id until it is handled, which is where it is read: one that cannot be read is no other case.
/// </summary>
public abstract class RowWorker(WorkerSet workers, WakeSignal signal) : Worker(workers)
{
    /// <summary>A statement that fails may have failed for another's sake, in the same transaction.</summary>
    private const int MostSuspicions = 3;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task> _lanes = new(StringComparer.Ordinal);

    public sealed override Task StartAsync(CancellationToken cancellationToken)
    {
        Workers.Add(this);
        return base.StartAsync(cancellationToken);
    }

    public void Wake() => signal.Raise();

    /// <summary>Those in which something is due, and no other: a lane that ends is looked at once more.</summary>
    protected virtual IReadOnlyList<string> Lanes() => Next("") is null ? [] : [""];

    /// <returns>null: nothing is due in this lane</returns>
    protected abstract string? Next(string lane);

    /// <summary>
    /// Does it, and notes in the row that it was done or when it is tried again: it is asked for again otherwise.
    /// </summary>
    /// <returns>null: noted; else why it is parked</returns>
    protected abstract Task<string?> HandleAsync(string row, CancellationToken stopping);

    protected virtual DateTimeOffset? EarliestDue() => null;

    /// <summary>What people know it by. It may throw: the row may be one that cannot be read.</summary>
    protected virtual string? Describe(string row) => null;

    /// <summary>Asked in the transaction that would park it: whether somebody has ended it meanwhile. Nobody would look for it among the parked ones.</summary>
    protected virtual bool IsOver(Session session, string row) => false;

    /// <summary>In the transaction that parks it: it is not due any more.</summary>
    protected abstract void SetAside(Session session, string row, string reason);

    /// <summary>Whether it is listed among the parked rows; not, where it is shown as failed in a place of its own.</summary>
    protected virtual bool IsListed => true;

    /// <summary>In the transaction that takes it from the parked ones: it is due again.</summary>
    protected internal abstract void Retry(Session session, string row);

    /// <summary>In the transaction that takes it from the parked ones.</summary>
    protected internal virtual void Discard(Session session, string row)
    {
    }

    protected sealed override Task TurnAsync(CancellationToken stopping)
    {
        Loop.Enter("lanes");
        foreach (var lane in Lanes())
        {
            lock (_lock)
            {
                if (!_lanes.ContainsKey(lane))
                {
                    _lanes[lane] = Task.Run(() => RunLane(lane, stopping), CancellationToken.None);
                }
            }
        }

        Loop.Enter("wake");
        if (EarliestDue() is { } at)
        {
            Workers.Clock.WakeAt(Name, at);
        }

        return Task.CompletedTask;
    }

    protected sealed override Task WaitAsync(CancellationToken stopping) => signal.WaitAsync(stopping);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await base.ExecuteAsync(stoppingToken);
        Task[] running;
        lock (_lock)
        {
            running = [.. _lanes.Values];
        }

        await Task.WhenAll(running);
    }

    private async Task RunLane(string lane, CancellationToken stopping)
    {
        var loop = Workers.Loop(Name, lane);
        var troubled = new Troubled();
        await loop.RunAsync(cancellation => StepAsync(loop, lane, troubled, cancellation), stopping);
        lock (_lock)
        {
            _lanes.Remove(lane);
        }

        // What came in at the lane's last moment is not left.
        signal.Raise();
    }

    /// <returns>false: nothing is due</returns>
    private async Task<bool> StepAsync(WorkLoop loop, string lane, Troubled troubled, CancellationToken stopping)
    {
        loop.Enter("next");
        if (Next(lane) is not { } row)
        {
            return false;
        }

        if (troubled.ReasonOf(row) is not { } reason)
        {
            try
            {
                loop.Enter("handle", row);
                reason = await HandleAsync(row, stopping);
            }
            catch (Exception fault) when (!stopping.IsCancellationRequested && !DatabaseFaults.IsAway(fault) && (!DatabaseFaults.IsShared(fault) || troubled.Suspect(row) >= MostSuspicions))
            {
                Log.RowParked(Workers.Logger, fault, Name, row);
                reason = WorkerSet.ReasonOf(fault);
            }
        }

        if (reason is not null)
        {
            // Kept until it is on disk: it must not be done anew only because it could not be noted that it was refused.
            troubled.Keep(row, reason);
            loop.Enter("park", row);
            await Park(row, reason);
        }

        troubled.Forget();
        return true;
    }

    private async Task Park(string row, string reason)
    {
        string? subject;
        try
        {
            subject = Describe(row);
        }
        catch (Exception fault) when (!DatabaseFaults.IsAway(fault))
        {
            subject = null;
        }

        await Workers.ParkAsync(IsListed ? Name : null, row, subject, reason, session => IsOver(session, row), session => SetAside(session, row, reason));
    }

    /// <summary>The row that a lane does not get past at the moment.</summary>
    private sealed class Troubled
    {
        private string? _row;
        private string? _reason;
        private int _times;

        public string? ReasonOf(string row) => row == _row ? _reason : null;

        public void Keep(string row, string reason) => (_row, _reason) = (row, reason);

        public int Suspect(string row)
        {
            _times = row == _row ? _times + 1 : 1;
            _row = row;
            return _times;
        }

        public void Forget() => (_row, _reason, _times) = (null, null, 0);
    }
}
