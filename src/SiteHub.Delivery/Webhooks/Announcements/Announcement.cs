namespace SiteHub.Delivery.Webhooks;

/// <summary>Something that operators must hear of.</summary>
/// <param name="Number">rises; ask for what comes after</param>
/// <param name="At">UTC</param>
/// <param name="Kind">what</param>
/// <param name="WebhookId">of which webhook, which may be gone by now</param>
/// <param name="WebhookName">its name then</param>
/// <param name="DeliveryId">of which delivery; null where it is about the webhook</param>
/// <param name="Reason">why, without secrets</param>
public sealed record Announcement(
    long Number, DateTimeOffset At, AnnouncementKind Kind, string WebhookId, string WebhookName, string? DeliveryId, string Reason);
