using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Workers;

/// <summary>
/// Runs work over and over. Nothing that a turn throws ends it: the fault is noted, a pause is made that grows as long as turns fail, and the next turn comes.
/// A database that is away is waited for in the same way.
/// </summary>
public sealed class WorkLoop
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly WorkerSet _set;
    private readonly ILogger _log;

    private readonly string _worker;

    internal WorkLoop(string worker, string? lane, WorkerSet set, ILogger log)
    {
        (_worker, _set, _log) = (worker, set, log);
        Name = string.IsNullOrEmpty(lane) ? worker : $"{worker} {lane}";
    }

    public string Name { get; }

    /// <summary>Until the role stops.</summary>
    /// <param name="turn">does what there is to do at the moment</param>
    /// <param name="wait">until there may be something to do again; not asked after a turn that failed</param>
    /// <param name="stopping">ends it</param>
    public Task RunAsync(Func<CancellationToken, Task> turn, Func<CancellationToken, Task> wait, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(turn);
        ArgumentNullException.ThrowIfNull(wait);
        return RunAsync(
            async (well, cancellation) =>
            {
                await turn(cancellation);
                well();
                await wait(cancellation);
                return true;
            },
            stopping);
    }

    /// <summary>Until a turn finds no more to do, or the role stops.</summary>
    /// <param name="turn">whether there may be more to do</param>
    /// <param name="stopping">ends it</param>
    public Task RunAsync(Func<CancellationToken, Task<bool>> turn, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(turn);
        return RunAsync((_, cancellation) => turn(cancellation), stopping);
    }

    /// <summary>Said before each step: a test throws here what the step may throw.</summary>
    public void Enter(string step, string? row = null) => _set.Entering?.Invoke(new WorkStep(_worker, step, row));

    private async Task RunAsync(Func<Action, CancellationToken, Task<bool>> turn, CancellationToken stopping)
    {
        var faults = 0;
        var more = true;
        while (more && !stopping.IsCancellationRequested)
        {
            try
            {
                Enter("turn");
                more = await turn(Well, stopping);
                Well();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
            }
            catch (Exception fault)
            {
                faults++;
                var pause = _set.FirstPause * Math.Pow(2, Math.Min(faults - 1, 10));
                pause = pause < Longest ? pause : Longest;
                Note(fault, faults, pause);

                // In real time: a clock that stands, or is set, must not keep it.
                await Task.Delay(pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        _set.Forget(Name);

        void Well()
        {
            if (faults > 0)
            {
                Log.GoesOn(_log, Name, faults);
                _set.Forget(Name);
                faults = 0;
            }
        }
    }

    private void Note(Exception fault, int faults, TimeSpan pause)
    {
        _set.Note(Name, fault, faults);
        if (DatabaseFaults.IsAway(fault))
        {
            Log.DatabaseAway(_log, Name, pause, fault.Message);
        }
        else
        {
            Log.Faulted(_log, fault, Name, pause);
        }
    }
}

/// <summary>What a loop is about to do.</summary>
/// <param name="Step"><c>turn</c>, <c>lanes</c>, <c>next</c>, <c>handle</c>, <c>park</c>, <c>wake</c></param>
/// <param name="Row">null: it is about none</param>
public sealed record WorkStep(string Worker, string Step, string? Row);
