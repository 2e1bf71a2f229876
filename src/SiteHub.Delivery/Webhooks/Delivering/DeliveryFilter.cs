namespace SiteHub.Delivery.Webhooks;

/// <summary>Which deliveries; what is null does not matter.</summary>
public sealed record DeliveryFilter
{
    /// <summary>Id or name of the webhook.</summary>
    public string? Webhook { get; init; }

    /// <summary>These alone, by id.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    public IReadOnlyList<DeliveryState>? States { get; init; }

    /// <summary>Of events from then on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Of events before then.</summary>
    public DateTimeOffset? Until { get; init; }

    public string? DocType { get; init; }

    public string? Name { get; init; }

    public string? Site { get; init; }

    /// <summary>Of these sites alone, whatever else is chosen.</summary>
    public IReadOnlyList<string>? Within { get; init; }

    /// <summary>The sites that there are: with them a document is found by its name alone.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>The documents that it can be about, as far as that is known; null if it may be any.</summary>
    internal IReadOnlyList<long>? Subjects(IEnumerable<string> docTypes)
    {
        if (Name is not { Length: > 0 } name)
        {
            return null;
        }

        List<string> sites = Site is null ? [.. Sites] : [Site];
        List<string> types = DocType is null ? [.. docTypes.Distinct(StringComparer.Ordinal)] : [DocType];
        return sites.Count == 0 || types.Count == 0 ? null : [.. sites.SelectMany(site => types.Select(type => Subject.Of(site, type, name)))];
    }

    /// <summary>Given up, and those that still wait.</summary>
    public static IReadOnlyList<DeliveryState> Failed { get; } = [DeliveryState.Dead, DeliveryState.Waiting, DeliveryState.Behind];

    /// <summary>Nothing that was delivered, nor what is yet to be tried: little among all that there is.</summary>
    internal bool OnlyFailed => States?.All(static s => s is not (DeliveryState.Pending or DeliveryState.Delivered)) is true;

    internal bool Matches(DeliveryState state, DateTimeOffset at, string id) =>
        (States is null || States.Contains(state)) && (Since is null || at >= Since) && (Until is null || at < Until) && (Ids is null || Ids.Contains(id));
}
