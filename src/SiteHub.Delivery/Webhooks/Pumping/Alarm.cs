namespace SiteHub.Delivery.Webhooks;

/// <summary>Wakes one pump by a timer, whatever becomes of the machine's clock. A wait that is worth seeing is a Hangfire job as well.</summary>
internal sealed class Alarm : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    /// <summary>It looks again, and goes on waiting.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly Webhook _webhook;
    private readonly WebhookClock _clock;
    private readonly ITimer _timer;

    public Alarm(Webhook webhook, WebhookClock clock, TimeProvider time)
    {
        _webhook = webhook;
        _clock = clock;
        _timer = time.CreateTimer(static w => ((Webhook)w!).Signal.Raise(), webhook, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Set(TimeSpan wait)
    {
        _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < Longest ? wait : Longest, Timeout.InfiniteTimeSpan);
        if (wait > Moment)
        {
            _clock.WakeIn(_webhook.Id, _webhook.Name, wait);
        }
    }

    public void Dispose() => _timer.Dispose();
}
