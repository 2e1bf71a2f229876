using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Webhooks;

/// <summary>The documents that a role's webhooks are about, for checking, previewing and testing.</summary>
public interface IWebhookDocuments
{
    WebhookScope Scope { get; }

    /// <summary>What a person may choose of.</summary>
    IReadOnlyList<KnownDocType> DocTypes { get; }

    /// <summary>Whose documents there are: at a site its own slug.</summary>
    IReadOnlyList<string> Sites { get; }

    /// <summary>The webhook's documents, last changed first, each as if one of its events had just happened to it.</summary>
    IReadOnlyList<WebhookEvent> Latest(WebhookDefinition webhook, int count);

    WebhookEvent? Find(WebhookDefinition webhook, DocumentReference document);
}

/// <param name="Name">the document</param>
/// <param name="DocType">null: the webhook's first</param>
/// <param name="Site">at the hub; null for whichever site has it</param>
public sealed record DocumentReference(string Name, string? DocType, string? Site);
