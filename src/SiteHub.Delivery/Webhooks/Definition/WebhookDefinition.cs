namespace SiteHub.Delivery.Webhooks;

/// <summary>What a person says a webhook is. Whether it runs is in <see cref="WebhookStatus"/>; whether it can be is told by <see cref="WebhookValidation"/>.</summary>
public sealed record WebhookDefinition
{
    public const int DefaultConcurrency = 8;

    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(15);

    /// <summary><c>whk_</c> and 32 hexadecimal digits; never given twice.</summary>
    public string Id { get; init; } = "";

    /// <summary>For people and for files; unique.</summary>
    public required string Name { get; init; }

    /// <summary>What a person wants; the system may hold it nevertheless.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The DocTypes that it is about; may be empty only if no event is one of documents.</summary>
    public IReadOnlyList<string> DocTypes { get; init; } = [];

    /// <summary>DocEvents, or types of other events (<c>action.requested</c>). A save that fired several of them is sent once.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>At the hub: of these sites alone; empty for all.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>JavaScript over <c>doc</c> and <c>before</c>; null for always.</summary>
    public string? Condition { get; init; }

    /// <summary>Absolute, http or https; path and query may hold placeholders, of which each value is encoded for its place.</summary>
    public required string Url { get; init; }

    /// <summary>If false, braces in the URL are braces.</summary>
    public bool DynamicUrl { get; init; } = true;

    /// <summary>POST, PUT, PATCH, DELETE, or GET, which has no body.</summary>
    public string Method { get; init; } = "POST";

    public WebhookBody Body { get; init; } = WebhookBody.Default;

    /// <summary>JavaScript over <c>doc</c> and <c>before</c>, whose value stands for the document in the body; null for the document as it is.</summary>
    public string? Transform { get; init; }

    public IReadOnlyList<WebhookHeader> Headers { get; init; } = [];

    public IReadOnlyList<WebhookAuthentication> Authentication { get; init; } = [];

    /// <summary>For one try, from connecting to the end of the answer; 1 to 60 s.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>At most so many tries a second; null for no limit.</summary>
    public double? RateLimit { get; init; }

    /// <summary>At most so many at a time; 1 to 64.</summary>
    public int Concurrency { get; init; } = DefaultConcurrency;

    public WebhookOrder Order { get; init; } = WebhookOrder.Document;

    /// <summary>Waits between tries, ±20 %; after the last the delivery is a dead letter.</summary>
    public IReadOnlyList<TimeSpan> Retries { get; init; } = RetrySchedule.Default;

    /// <summary>Answers other than 2xx that say that the receiver has it: a repetition that it knows.</summary>
    public IReadOnlyList<TakenAnswer> TreatAsDelivered { get; init; } = [];

    public WebhookOrigin Origin { get; init; } = WebhookOrigin.Api;

    /// <summary>
    /// Whether it is for what happened at a site to a document of this type. Asked when that happens, and again of what has waited: meanwhile the webhook may
    /// have become the affair of people who may not see it.
    /// </summary>
    /// <param name="docType">empty for what is no document</param>
    public bool IsFor(string docType, string site)
    {
        ArgumentNullException.ThrowIfNull(docType);
        return (docType.Length == 0 || DocTypes.Contains(docType)) && (Sites.Count == 0 || Sites.Contains(site));
    }

    public static string NewId() => $"whk_{Guid.NewGuid():N}";

    public override string ToString() => $"{Name} ({Id})";
}
