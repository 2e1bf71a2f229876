namespace SiteHub.Delivery.Webhooks;

/// <summary>One webhook on its way into its row.</summary>
/// <param name="Before">the one that it replaces; null for a new one</param>
/// <param name="Compiled">the definition, completed</param>
/// <param name="Sealed">the definition as it is stored</param>
/// <param name="State">what it will be</param>
internal sealed record WebhookChange(Webhook? Before, CompiledWebhook Compiled, string Sealed, WebhookState State)
{
    public WebhookDefinition Definition => Compiled.Definition;
}
