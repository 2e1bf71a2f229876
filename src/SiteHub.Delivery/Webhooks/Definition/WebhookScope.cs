namespace SiteHub.Delivery.Webhooks;

/// <summary>What a definition is checked against, besides itself.</summary>
/// <param name="DocType">what is known of a DocType; null for one that does not exist</param>
/// <param name="Sites">at the hub, the sites' slugs; null at a site, where a webhook names none</param>
public sealed record WebhookScope(Func<string, DocTypeFacts?> DocType, IReadOnlyCollection<string>? Sites)
{
    /// <summary>Takes every DocType and site for known.</summary>
    public static WebhookScope Any { get; } = new(static _ => new DocTypeFacts(true), null);
}
