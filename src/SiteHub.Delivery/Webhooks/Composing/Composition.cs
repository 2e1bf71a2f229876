namespace SiteHub.Delivery.Webhooks;

/// <summary>What came of putting an event into a webhook's shape.</summary>
public abstract record Composition
{
    private Composition()
    {
    }

    public sealed record Ready(WebhookRequest Request) : Composition;

    /// <summary>A script, a template or a value does not fit; correcting the webhook helps, trying again alone does not.</summary>
    public sealed record Failed(string Reason) : Composition;
}
