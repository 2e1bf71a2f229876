namespace SiteHub.Delivery.Webhooks;

/// <summary>What a webhook's body looks like. Numbers keep their literal form and keys their order in all of them.</summary>
public abstract record WebhookBody
{
    private WebhookBody()
    {
    }

    /// <summary><c>{ "type": "Quotation.on_update", "timestamp": "…", "data": { the document } }</c></summary>
    public static WebhookBody Default { get; } = new Envelope();

    /// <inheritdoc cref="Default"/>
    public sealed record Envelope : WebhookBody;

    /// <summary>The document, or what the transform made of it, and nothing around it.</summary>
    public sealed record Document : WebhookBody;

    /// <summary>A JSON object of chosen fields, in this order.</summary>
    public sealed record Json(IReadOnlyList<WebhookField> Fields) : WebhookBody;

    /// <summary>Chosen fields as <c>application/x-www-form-urlencoded</c>; a child table is sent as its JSON.</summary>
    public sealed record Form(IReadOnlyList<WebhookField> Fields) : WebhookBody;

    /// <summary>A Liquid template over <c>doc</c>, <c>before</c>, <c>docType</c>, <c>name</c>, <c>site</c>, <c>event</c>, <c>events</c>, <c>timestamp</c>.</summary>
    /// <param name="Source">the template's text</param>
    /// <param name="ContentType">what comes out; if JSON, it is checked to be so before it is sent</param>
    public sealed record Template(string Source, string ContentType = "application/json") : WebhookBody;
}
