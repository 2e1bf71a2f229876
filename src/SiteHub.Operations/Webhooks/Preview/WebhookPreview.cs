using SiteHub.Delivery.Scripts;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Webhooks;

/// <summary>What a webhook would do with the documents that are there, without doing it.</summary>
/// <param name="Examined">how many documents were looked at: the last hundred changed</param>
/// <param name="Matched">how many of them it would send</param>
/// <param name="Failed">for how many the condition threw</param>
/// <param name="Documents">each of them</param>
internal sealed record WebhookPreview(int Examined, int Matched, int Failed, IReadOnlyList<PreviewedDocument> Documents)
{
    private const int MaxDocuments = 100;

    public static WebhookPreview Of(CompiledWebhook webhook, IWebhookDocuments documents)
    {
        var latest = documents.Latest(webhook.Definition, MaxDocuments).Select(d => PreviewedDocument.Of(webhook, d)).ToList();
        return new WebhookPreview(latest.Count, latest.Count(static d => d.Matches), latest.Count(static d => d.Fault is not null), latest);
    }
}

/// <param name="Matches">it would be sent</param>
/// <param name="Fault">what the condition threw</param>
internal sealed record PreviewedDocument(string Site, string DocType, string Name, long Revision, bool Matches, string? Fault)
{
    public static PreviewedDocument Of(CompiledWebhook webhook, WebhookEvent document)
    {
        var outcome = webhook.Test(document);
        return new PreviewedDocument(
            document.Site,
            document.DocType,
            document.Name,
            document.Revision,
            outcome is ScriptOutcome<bool>.Value { Result: true },
            (outcome as ScriptOutcome<bool>.Failed)?.Reason);
    }
}
