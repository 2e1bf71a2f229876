using System.Collections.Frozen;

namespace SiteHub.Delivery.Webhooks;

/// <summary>All webhooks as they stand; replaced whole, so that a fan-out sees one moment.</summary>
internal sealed class WebhookSet
{
    private readonly FrozenDictionary<string, Webhook[]> _byDocType;
    private readonly Webhook[] _ofOther;

    public WebhookSet(IEnumerable<Webhook> webhooks)
    {
        All = [.. webhooks.OrderBy(static w => w.Number)];
        _byDocType = All.SelectMany(static w => w.Compiled.Definition.DocTypes.Distinct().Select(d => (DocType: d, Webhook: w)))
            .GroupBy(static p => p.DocType, static p => p.Webhook, StringComparer.Ordinal)
            .ToFrozenDictionary(static g => g.Key, static g => g.ToArray(), StringComparer.Ordinal);
        _ofOther = [.. All];
    }

    public IReadOnlyList<Webhook> All { get; }

    public Webhook? Find(string idOrName) => All.FirstOrDefault(w => w.Id == idOrName) ?? All.FirstOrDefault(w => w.Name == idOrName);

    public Webhook? Find(long number) => All.FirstOrDefault(w => w.Number == number);

    /// <summary>Those that may concern an event; <see cref="CompiledWebhook.Concerns"/> decides.</summary>
    public ReadOnlySpan<Webhook> For(WebhookEvent message) =>
        message.DocType.Length == 0 ? _ofOther : _byDocType.TryGetValue(message.DocType, out var webhooks) ? webhooks : [];
}
