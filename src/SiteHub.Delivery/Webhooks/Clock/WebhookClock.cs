using System.Collections.Concurrent;
using Hangfire;

namespace SiteHub.Delivery.Webhooks;

/// <summary>
/// Wakes webhooks later. Each wake-up is a Hangfire job, so that what waits can be seen among the jobs; at most one a webhook. The rows say
/// what is really due, so a job that is lost, late or doubled does no harm.
/// </summary>
public sealed class WebhookClock(IBackgroundJobClientV2 jobs, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, string Job)> _pending = new(StringComparer.Ordinal);

    public void WakeAt(string webhook, string name, DateTimeOffset at)
    {
        if (_pending.TryGetValue(webhook, out var pending))
        {
            if (pending.At == at)
            {
                return;
            }

            jobs.Delete(pending.Job);
        }

        var delay = at - time.GetUtcNow();
        _pending[webhook] = (at, jobs.Schedule<WebhookJobs>(j => j.Wake(webhook, name), delay > TimeSpan.Zero ? delay : TimeSpan.Zero));
    }

    internal void Woke(string webhook) => _pending.TryRemove(webhook, out _);
}
