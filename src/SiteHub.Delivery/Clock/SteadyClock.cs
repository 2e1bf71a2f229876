using Microsoft.Extensions.Logging;

namespace SiteHub.Delivery.Clock;

/// <summary>
/// A time that only goes on, at its own pace: the machine's when this began, and what has passed since by its monotonic clock. Waits are lengths and are held
/// against it, so that setting the machine's clock neither lengthens nor ends one. What is shown to people and stored in rows stays the machine's time; whoever
/// keeps such moments hears of a step.
/// </summary>
public sealed class SteadyClock : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>What is corrected by less is no step: nothing waits for so short.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly ILogger<SteadyClock> _log;
    private readonly DateTimeOffset _began;
    private readonly long _stamp;
    private readonly ITimer _timer;
    private long _apart;

    public SteadyClock(TimeProvider time, ILogger<SteadyClock> log)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _log = log;
        _began = time.GetUtcNow();
        _stamp = time.GetTimestamp();
        _timer = time.CreateTimer(static self => ((SteadyClock)self!).Look(), this, LookEvery, LookEvery);
    }

    /// <summary>The machine's clock was set, by so much: moments stored before are off by it. Handlers are quick.</summary>
    public event Action<TimeSpan>? Stepped;

    public DateTimeOffset Now => _began + _time.GetElapsedTime(_stamp);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var apart = (_time.GetUtcNow() - Now).Ticks;
        var step = TimeSpan.FromTicks(apart - Interlocked.Exchange(ref _apart, apart));
        if (step.Duration() >= Step)
        {
            ClockLog.Stepped(_log, step.TotalSeconds);
            Stepped?.Invoke(step);
        }
    }
}

internal static partial class ClockLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The machine's clock was set by {Seconds:F0} s; whatever waits is looked at anew")]
    public static partial void Stepped(ILogger logger, double seconds);
}
