using System.Collections.Concurrent;
using Hangfire;

namespace SiteHub.Delivery.Links;

/// <summary>
/// Wakes links later. Each wake-up is a Hangfire job, so that what waits can be seen among the jobs; at most one a link. The row says
/// when it is really due, so a job that is lost, late or doubled does no harm.
/// </summary>
public sealed class LinkClock(IBackgroundJobClientV2 jobs, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, string Job)> _pending = new(StringComparer.Ordinal);

    public void WakeAt(string link, DateTimeOffset at)
    {
        if (_pending.TryGetValue(link, out var pending))
        {
            if (pending.At == at)
            {
                return;
            }

            jobs.Delete(pending.Job);
        }

        var delay = at - time.GetUtcNow();
        _pending[link] = (at, jobs.Schedule<LinkJobs>(j => j.Wake(link), delay > TimeSpan.Zero ? delay : TimeSpan.Zero));
    }

    internal void Woke(string link) => _pending.TryRemove(link, out _);
}
