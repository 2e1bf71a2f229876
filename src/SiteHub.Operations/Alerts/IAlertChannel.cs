using SiteHub.Delivery.Storage;

namespace SiteHub.Operations.Alerts;

/// <summary>A way by which operators hear of an alert, in the transaction that remembers it: nobody is told twice, and nobody not at all.</summary>
public interface IAlertChannel
{
    void Tell(Session session, Alert alert);

    /// <summary>Once a day: what lasts, and what waits for a decision.</summary>
    void Digest(Session session, AlertDigest digest);
}

/// <param name="Open">what lasts, oldest first</param>
/// <param name="Raised">since the digest before</param>
/// <param name="Cleared">since the digest before</param>
/// <param name="Tasks">what waits for somebody's decision</param>
public sealed record AlertDigest(IReadOnlyList<Alert> Open, long Raised, long Cleared, IReadOnlyList<Features.Admin.Attention> Tasks);
