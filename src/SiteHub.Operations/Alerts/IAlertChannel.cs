using SiteHub.Delivery.Storage;

namespace SiteHub.Operations.Alerts;

/// <summary>A way by which operators hear of an alert, in the transaction that remembers it: nobody is told twice, and nobody not at all.</summary>
public interface IAlertChannel
{
    void Tell(Session session, Alert alert);

    /// <summary>Once a day: what lasts, and what waits for a decision.</summary>
    void Digest(Session session, AlertDigest digest);
}

/// <param name="Since">the digest before</param>
/// <param name="Open">what lasts, oldest first</param>
/// <param name="Recent">what began or ended since the digest before</param>
/// <param name="Tasks">what waits for somebody's decision</param>
public sealed record AlertDigest(DateTimeOffset Since, IReadOnlyList<Alert> Open, IReadOnlyList<Alert> Recent, IReadOnlyList<Features.Admin.Attention> Tasks)
{
    public int Raised => Recent.Count(alert => alert.Raised >= Since);

    public int Cleared => Recent.Count(alert => alert.Cleared >= Since);

    public bool IsEmpty => Open.Count + Recent.Count + Tasks.Count == 0;

    /// <summary>What of it somebody may hear.</summary>
    public AlertDigest For(SitesSeen seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return new AlertDigest(Since, [.. Open.Where(a => seen.HasAll(a.Sites))], [.. Recent.Where(a => seen.HasAll(a.Sites))], [.. Tasks.Where(t => seen.HasAll(t.Sites))]);
    }
}
