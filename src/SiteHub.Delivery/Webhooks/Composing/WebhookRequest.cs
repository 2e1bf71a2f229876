namespace SiteHub.Delivery.Webhooks;

/// <summary>One request, whole but for what is made at sending: signature, authorization and certificate.</summary>
/// <param name="Id">the header <c>webhook-id</c>: stable over all tries of the same message</param>
/// <param name="Method">POST, PUT, PATCH, DELETE or GET</param>
/// <param name="Url">with every value encoded for its place</param>
/// <param name="ContentType">null where there is no body</param>
/// <param name="Headers">the webhook's own</param>
/// <param name="Body">empty for GET</param>
public sealed record WebhookRequest(
    string Id, string Method, Uri Url, string? ContentType, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body);
