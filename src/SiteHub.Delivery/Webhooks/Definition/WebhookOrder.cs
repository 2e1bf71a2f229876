namespace SiteHub.Delivery.Webhooks;

/// <summary>What must not overtake what.</summary>
public enum WebhookOrder
{
    /// <summary>One in flight a document, in the order of its changes; one that fails holds back its own document alone.</summary>
    Document,

    /// <summary>Nothing waits for anything.</summary>
    None,
}
