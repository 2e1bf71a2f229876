using Microsoft.Extensions.Time.Testing;

namespace SiteHub.Delivery.Tests.Links;

/// <summary>A machine whose clock a test sets, as apart from the time that passes: the fake one's own timestamps go along when it is adjusted.</summary>
public sealed class SteppingTime : TimeProvider
{
    private readonly FakeTimeProvider _passing = new(System.GetUtcNow());

    /// <summary>How far the machine's clock is off.</summary>
    public TimeSpan Off { get; set; }

    public override long TimestampFrequency => _passing.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _passing.GetUtcNow() + Off;

    public override long GetTimestamp() => _passing.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _passing.CreateTimer(callback, state, dueTime, period);

    public void Advance(TimeSpan by) => _passing.Advance(by);
}
