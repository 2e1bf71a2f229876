namespace SiteHub.Delivery.Webhooks;

/// <summary>So many a second, evenly. What a timer oversleeps is made up for, up to a twentieth of a second.</summary>
internal sealed class RateLimit
{
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);

    private DateTimeOffset _next;

    /// <summary>How long to wait before the next; zero if it may go now.</summary>
    public TimeSpan Wait(DateTimeOffset now) => _next > now ? _next - now : TimeSpan.Zero;

    /// <summary>One goes now.</summary>
    public void Take(double? perSecond, DateTimeOffset now)
    {
        if (perSecond is { } rate)
        {
            var apart = TimeSpan.FromSeconds(1 / rate);
            var slack = Slack < apart ? TimeSpan.Zero : Slack;
            _next = (_next > now - slack ? _next : now - slack) + apart;
        }
        else
        {
            _next = default;
        }
    }
}
