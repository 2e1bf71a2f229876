namespace SiteHub.Delivery.Webhooks;

/// <summary>The token endpoint gave no token; the message may go on, it holds no secret of ours.</summary>
internal sealed class AccessTokenException(string reason) : Exception(reason);
