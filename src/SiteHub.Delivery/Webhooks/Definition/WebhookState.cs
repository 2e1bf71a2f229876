namespace SiteHub.Delivery.Webhooks;

public enum WebhookState
{
    Enabled,

    /// <summary>By a person: no deliveries are written; those that wait stay.</summary>
    Disabled,

    /// <summary>By the system (410, or nothing but failures for five days): deliveries are still written, and wait for a person to enable it.</summary>
    Held,
}
