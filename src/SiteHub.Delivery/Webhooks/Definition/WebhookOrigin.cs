namespace SiteHub.Delivery.Webhooks;

/// <summary>Who declared a webhook. What a file declares, the file alone changes and removes.</summary>
public enum WebhookOrigin
{
    Api,
    File,
    Import,
}
