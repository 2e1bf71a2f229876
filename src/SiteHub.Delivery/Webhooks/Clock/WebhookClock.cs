using System.Collections.Concurrent;
using Hangfire;
using SiteHub.Delivery.Clock;

namespace SiteHub.Delivery.Webhooks;

/// <summary>
/// Wakes webhooks later. Each wake-up is a Hangfire job, so that what waits can be seen among the jobs; at most one a webhook. The pump
/// knows what is really due and has a timer of its own, so a job that is lost, late or doubled does no harm.
/// </summary>
public sealed class WebhookClock(IBackgroundJobClientV2 jobs, SteadyClock clock)
{
    private static readonly TimeSpan Close = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, string Job)> _pending = new(StringComparer.Ordinal);

    public void WakeIn(string webhook, string name, TimeSpan wait)
    {
        var at = clock.Now + wait;
        if (_pending.TryGetValue(webhook, out var pending))
        {
            if ((pending.At - at).Duration() < Close)
            {
                return;
            }

            jobs.Delete(pending.Job);
        }

        _pending[webhook] = (at, jobs.Schedule<WebhookJobs>(j => j.Wake(webhook, name), wait));
    }

    internal void Woke(string webhook) => _pending.TryRemove(webhook, out _);
}
