using Hangfire;

namespace SiteHub.Delivery.Links;

/// <summary>The links' Hangfire jobs. Retries are off: the schedule lives in the rows.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class LinkJobs(LinkClock clock, LinkSignals signals, LinkSweep sweep, LogRetention retention)
{
    [JobDisplayName("Wake link {0}")]
    public void Wake(string link)
    {
        clock.Woke(link);
        signals.Of(link).Raise();
    }

    [JobDisplayName("Sweep the links for work that lost its wake-up")]
    public void Sweep() => sweep.Run();

    [JobDisplayName("Trim acknowledged entries from the logs")]
    public Task Trim(CancellationToken cancellationToken) => retention.RunAsync(cancellationToken);
}
