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

    public static WebhookPreview Of(CompiledWebhook webhook, IWebhookDocuments documents) => WithFirst(webhook, documents).Preview;

    /// <summary>And the document to show: that of the name, or else the last changed that matches, or the last changed at all; null if there is none.</summary>
    public static (WebhookPreview Preview, WebhookEvent? First) WithFirst(CompiledWebhook webhook, IWebhookDocuments documents, string? name = null)
    {
        var latest = documents.Latest(webhook.Definition, MaxDocuments);
        var previewed = latest.Select(d => PreviewedDocument.Of(webhook, d)).ToList();
        var first = name is not null
            ? latest.FirstOrDefault(d => d.Name == name) ?? documents.Find(webhook.Definition, new DocumentReference(name, null, null))
            : latest.Zip(previewed).FirstOrDefault(static d => d.Second.Matches).First ?? (latest.Count > 0 ? latest[0] : null);
        return (new WebhookPreview(latest.Count, previewed.Count(static d => d.Matches), previewed.Count(static d => d.Fault is not null), previewed), first);
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
