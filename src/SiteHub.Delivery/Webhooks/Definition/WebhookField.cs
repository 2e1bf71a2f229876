namespace SiteHub.Delivery.Webhooks;

/// <summary>One member of a body that is put together from fields.</summary>
/// <param name="Field">the document's field; a missing one is sent as null</param>
/// <param name="As">the key that it is sent under</param>
/// <param name="Columns">of a child table, what each row is sent as; null for the whole rows</param>
public sealed record WebhookField(string Field, string As, IReadOnlyList<WebhookField>? Columns = null);
