using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Features.Admin.Deliveries;

/// <summary>What would be sent again, before it is.</summary>
/// <param name="Count">how many, as far as was counted</param>
/// <param name="HasMore">there are more than that</param>
/// <param name="Webhooks">of which, with how many each</param>
/// <param name="Oldest">when the first of them happened</param>
/// <param name="Ids">those that were ticked; none: what fits the search</param>
public sealed record ReplaySummary(int Count, bool HasMore, IReadOnlyList<KeyValuePair<string, int>> Webhooks, DateTimeOffset? Oldest, IReadOnlyList<string> Ids)
{
    /// <summary>Enough to know that it is very many.</summary>
    private const int Most = 10_000;

    private const int Page = 500;

    internal static ReplaySummary Of(Delivery.Webhooks.Deliveries deliveries, DeliveryFilter filter, IReadOnlyList<string> ids)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        var (count, oldest, next) = (0, (DateTimeOffset?)null, (string?)null);
        do
        {
            var page = deliveries.List(filter, next, Page);
            foreach (var delivery in page.Deliveries.Where(static d => d.State is not DeliveryState.Pending))
            {
                count++;
                found[delivery.WebhookName] = found.GetValueOrDefault(delivery.WebhookName) + 1;
                oldest = oldest is null || delivery.At < oldest ? delivery.At : oldest;
            }

            next = page.Next;
        }
        while (next is not null && count < Most);
        return new ReplaySummary(count, next is not null, [.. found.OrderByDescending(static w => w.Value)], oldest, ids);
    }
}
