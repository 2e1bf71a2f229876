namespace SiteHub.Protocol.Signatures;

/// <summary>A secret of a ring.</summary>
/// <param name="Secret">what signs</param>
/// <param name="RetiresAt">from when it is no longer used; null for the current one</param>
public sealed record RingSecret(SigningSecret Secret, DateTimeOffset? RetiresAt)
{
    internal bool IsInForce(DateTimeOffset now) => RetiresAt is not { } end || now < end;
}
