namespace SiteHub.Delivery.Links;

/// <summary>The issuer refused a token.</summary>
/// <param name="reason">what it said, without secrets</param>
/// <param name="issuerTime">the issuer's clock, from its Date header</param>
public sealed class TokenRefusedException(string reason, DateTimeOffset? issuerTime = null) : Exception(reason)
{
    /// <summary>Null where the answer had no Date header. Clocks apart are a cause that people rarely think of.</summary>
    public DateTimeOffset? IssuerTime { get; } = issuerTime;
}
