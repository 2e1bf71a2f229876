using Hangfire;
using SiteHub.Delivery.Workers;

namespace SiteHub.Delivery.Webhooks;

/// <summary>The webhooks' Hangfire jobs. Retries are off: the schedule lives in the rows.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class WebhookJobs(WebhookClock clock, WebhookRegistry registry, WebhookSweep sweep, AccessTokens tokens, WebhookRetention retention, WorkerSet workers)
{
    [JobDisplayName("Wake webhook {1}")]
    public void Wake(string webhook, string name)
    {
        clock.Woke(webhook);
        registry.Set.Find(webhook)?.Signal.Raise();
    }

    [JobDisplayName("Sweep the webhooks for work that lost its wake-up")]
    public void Sweep() => sweep.Run();

    [JobDisplayName("Renew the webhooks' access tokens ahead of their end")]
    public Task RenewTokens(CancellationToken cancellationToken)
    {
        var sending = registry.Set.All.Where(static w => w.Sends).ToDictionary(static w => w.Id, StringComparer.Ordinal);
        return workers.EachAsync("renewal of webhooks' tokens", sending.Keys, id => tokens.RenewAheadAsync([sending[id].Compiled], cancellationToken), cancellationToken);
    }

    [JobDisplayName("Delete deliveries that are long done")]
    public Task Trim(CancellationToken cancellationToken) => retention.RunAsync(cancellationToken);
}
