using System.Collections.Concurrent;
using Hangfire;

namespace SiteHub.Delivery.Links;

/// <summary>
/// Shows each link that waits as a Hangfire job, and wakes it by that should its own timer not have; at most one a link. The pump knows when it is really due, so a
/// job that is lost, late or doubled does no harm.
/// </summary>
public sealed class LinkClock(IBackgroundJobClientV2 jobs)
{
    /// <summary>Less is not worth a job, of which a hundred dead links would else make many a second.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, string> _pending = new(StringComparer.Ordinal);

    public void WakeIn(string link, TimeSpan wait)
    {
        if (!_pending.ContainsKey(link))
        {
            _pending[link] = jobs.Schedule<LinkJobs>(j => j.Wake(link), wait > Least ? wait : Least);
        }
    }

    /// <summary>It waits no more.</summary>
    public void Forget(string link)
    {
        if (_pending.TryRemove(link, out var job))
        {
            jobs.Delete(job);
        }
    }

    internal void Woke(string link) => _pending.TryRemove(link, out _);
}
