using SiteHub.Operations.Values;

namespace SiteHub.Agent.SignIn.Tokens;

/// <summary>What the hub's token endpoint gave; never shown.</summary>
/// <param name="Refresh">null where it gave none: when the access token ends, so does what it is good for</param>
/// <param name="From">when it was given</param>
/// <param name="Until">when the access token ends</param>
internal sealed record GivenTokens(string Access, string? Refresh, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>Where the hub does not say; a refusal renews it sooner.</summary>
    private static readonly TimeSpan AssumedLife = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    /// <summary>When a fifth of its life is left, but not sooner than needs be.</summary>
    public DateTimeOffset RenewAt => Until - ((Until - From) / 5 is var left && left < FiveMinutes ? left : FiveMinutes);

    /// <param name="access">the access token</param>
    /// <param name="refresh">the refresh token</param>
    /// <param name="expiresIn">seconds, as text</param>
    /// <param name="time">the clock</param>
    public static GivenTokens Of(string access, string? refresh, string? expiresIn, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var life = FiniteNumber.TryParse(expiresIn, out var seconds) ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400)) : AssumedLife;
        return new GivenTokens(access, refresh is { Length: > 0 } ? refresh : null, now, now + life);
    }

    public override string ToString() => $"tokens until {Until:O}";
}
