namespace SiteHub.Delivery.Webhooks;

public enum WebhookState
{
    Enabled,

    /// <summary>By a person: no deliveries are written; those that wait stay.</summary>
    Disabled,

    /// <summary>By the system (410, nothing but failures for five days, or a script that is none any more): deliveries are still written, and wait for a person to enable it.</summary>
    Held,
}
