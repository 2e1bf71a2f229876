namespace SiteHub.Delivery.Webhooks;

/// <summary>A document does not go into the webhook's shape; becomes <see cref="Composition.Failed"/>.</summary>
internal sealed class ComposeException(string reason) : Exception(reason);
