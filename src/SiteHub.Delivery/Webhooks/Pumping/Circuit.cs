namespace SiteHub.Delivery.Webhooks;

/// <summary>
/// A webhook's run of failures. After five in a row one delivery at a time is tried, at growing distances: the others wait for the receiver
/// to come back, and use up none of their attempts on it.
/// </summary>
internal sealed class Circuit
{
    private static readonly TimeSpan FirstProbe = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(60);

    public int Failures { get; private set; }

    /// <summary>By the steady clock, like every moment here.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>When the next one may be tried; in the past if the circuit is closed.</summary>
    public DateTimeOffset ProbeAt { get; private set; }

    public bool IsOpen => Failures >= WebhookProgress.OpenAfter;

    /// <param name="failures">in a row</param>
    /// <param name="failingFor">the length of it; null where there were none</param>
    /// <param name="now">when</param>
    public void Load(int failures, TimeSpan? failingFor, DateTimeOffset now)
    {
        Failures = failures;
        FailingSince = now - failingFor;
        ProbeAt = default;
    }

    /// <param name="now">when</param>
    /// <param name="ofReceiver">whether it says something about the receiver</param>
    public void Failed(DateTimeOffset now, bool ofReceiver)
    {
        FailingSince ??= now;
        if (!ofReceiver)
        {
            return;
        }

        Failures++;
        if (IsOpen)
        {
            var probe = FirstProbe * Math.Pow(2, Math.Min(Failures - WebhookProgress.OpenAfter, 10));
            ProbeAt = now + RetrySchedule.Jittered(probe < LongestProbe ? probe : LongestProbe);
        }
    }

    public void Succeeded()
    {
        Failures = 0;
        FailingSince = null;
        ProbeAt = default;
    }
}
