using Microsoft.Extensions.Hosting;

namespace SiteHub.Delivery.Workers;

/// <summary>
/// Background work of a role: a turn, a wait, and so on until the role stops. Every one of them runs in a <see cref="WorkLoop"/>: whatever a turn throws, the
/// role goes on, and so does the work.
/// </summary>
public abstract class Worker(WorkerSet workers) : BackgroundService
{
    /// <summary>For people and for programs, such as <c>mail</c>.</summary>
    public abstract string Name { get; }

    protected WorkerSet Workers => workers;

    protected WorkLoop Loop => field ??= workers.Loop(Name);

    /// <summary>Does what there is to do at the moment.</summary>
    protected abstract Task TurnAsync(CancellationToken stopping);

    /// <summary>Until there may be something to do again.</summary>
    protected abstract Task WaitAsync(CancellationToken stopping);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What starts the role must not wait for a first turn that never gives way.
        await Task.Yield();
        await Loop.RunAsync(TurnAsync, WaitAsync, stoppingToken);
    }
}

/// <summary>Has a turn every so often. In real time: a clock that is set must not make a thousand turns of one.</summary>
public abstract class TimedWorker(WorkerSet workers) : Worker(workers)
{
    protected abstract TimeSpan Every { get; }

    /// <summary>Else it waits before its first turn too.</summary>
    protected virtual bool BeginsAtOnce => false;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!BeginsAtOnce)
        {
            await Task.Delay(Every, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.ExecuteAsync(stoppingToken);
    }

    protected sealed override Task WaitAsync(CancellationToken stopping) => Task.Delay(Every, stopping);
}
