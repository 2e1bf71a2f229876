namespace SiteHub.Delivery.Webhooks;

/// <summary>Wakes one pump: in a moment by a timer, later by a Hangfire job, which can be seen.</summary>
internal sealed class Alarm : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    private readonly Webhook _webhook;
    private readonly WebhookClock _clock;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public Alarm(Webhook webhook, WebhookClock clock, TimeProvider time)
    {
        _webhook = webhook;
        _clock = clock;
        _time = time;
        _timer = time.CreateTimer(static w => ((Webhook)w!).Signal.Raise(), webhook, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Set(DateTimeOffset at)
    {
        var wait = at - _time.GetUtcNow();
        if (wait > Moment)
        {
            _clock.WakeAt(_webhook.Id, _webhook.Name, at);
        }
        else
        {
            _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();
}
