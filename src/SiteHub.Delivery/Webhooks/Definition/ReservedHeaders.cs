using System.Collections.Frozen;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Headers that a webhook's own must not replace: they frame the message, or say what only we may say.</summary>
public static class ReservedHeaders
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "host", "content-length", "transfer-encoding", "content-encoding", "connection", "keep-alive", "te", "trailer", "upgrade", "expect", "via", "forwarded",
        "webhook-id", "webhook-timestamp", "webhook-signature", Protocol.Signatures.FrappeSignature.HeaderName,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Contains(string name) =>
        Names.Contains(name)
        || name.StartsWith("sitehub-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("proxy-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("x-forwarded-", StringComparison.OrdinalIgnoreCase);
}
