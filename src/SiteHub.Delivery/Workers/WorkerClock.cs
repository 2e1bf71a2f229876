using System.Collections.Concurrent;
using Hangfire;

namespace SiteHub.Delivery.Workers;

/// <summary>
/// Wakes workers later. Each wake-up is a Hangfire job, so that what waits can be seen among the jobs; at most one a worker. The rows say
/// what is really due, so a job that is lost, late or doubled does no harm.
/// </summary>
public sealed class WorkerClock(IBackgroundJobClientV2 jobs, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, string Job)> _pending = new(StringComparer.Ordinal);

    public void WakeAt(string worker, DateTimeOffset at)
    {
        var now = time.GetUtcNow();
        if (at <= now)
        {
            // It is being worked on, or is not got past; the lane knows.
            return;
        }

        if (_pending.TryGetValue(worker, out var pending))
        {
            if (pending.At == at)
            {
                return;
            }

            if (pending.Job.Length > 0)
            {
                jobs.Delete(pending.Job);
            }
        }

        // Noted before it is there: it may run at once. The clock of the jobs knows whole seconds, and one that ran before its time would find nothing due.
        _pending[worker] = (at, "");
        var due = TimeProvider.System.GetUtcNow() + (at - now);
        try
        {
            var job = jobs.Schedule<WorkerJobs>(j => j.Wake(worker), due.AddTicks(TimeSpan.TicksPerSecond - 1 - ((due.Ticks - 1) % TimeSpan.TicksPerSecond)));
            _pending.TryUpdate(worker, (at, job), (at, ""));
        }
        catch
        {
            Woke(worker);
            throw;
        }
    }

    /// <summary>Its job has run: whatever is due later is asked for anew.</summary>
    public void Woke(string worker) => _pending.TryRemove(worker, out _);
}
