using Microsoft.Extensions.Time.Testing;

namespace SiteHub.Agent.Tests;

/// <summary>A machine whose clock a test sets, as apart from the time that passes: the fake one's own timestamps go along when it is adjusted.</summary>
public sealed class SteppedTime(DateTimeOffset from) : FakeTimeProvider(from)
{
    /// <summary>How far the machine's clock is off.</summary>
    public TimeSpan Off { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Off;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
