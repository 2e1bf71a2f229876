namespace SiteHub.Delivery.Webhooks;

/// <summary>A delivery, for people.</summary>
/// <param name="Id">also the header <c>webhook-id</c></param>
/// <param name="WebhookId">of which webhook</param>
/// <param name="WebhookName">its name</param>
/// <param name="EventId">of which event</param>
/// <param name="Types">what happened</param>
/// <param name="DocType">to what kind of document</param>
/// <param name="Name">to which</param>
/// <param name="Site">where</param>
/// <param name="Revision">which version of it</param>
/// <param name="At">when it happened, UTC</param>
/// <param name="State">what became of it</param>
/// <param name="Attempts">tries so far</param>
/// <param name="NextAt">when it is tried again; null if it is not, or not before another</param>
/// <param name="DoneAt">when it was delivered or given up</param>
/// <param name="Status">the last try's HTTP status</param>
/// <param name="Took">the last try's length</param>
/// <param name="Replay">the id of the replay that it belongs to</param>
/// <param name="Reason">what went wrong last; null if nothing did</param>
public sealed record DeliveryView(
    string Id,
    string WebhookId,
    string WebhookName,
    string EventId,
    IReadOnlyList<string> Types,
    string DocType,
    string Name,
    string Site,
    long Revision,
    DateTimeOffset At,
    DeliveryState State,
    int Attempts,
    DateTimeOffset? NextAt,
    DateTimeOffset? DoneAt,
    int? Status,
    TimeSpan? Took,
    string? Replay,
    string? Reason);

/// <param name="At">when it was made, UTC</param>
/// <param name="Took">how long it took</param>
/// <param name="Outcome"><c>delivered</c>, <c>already there</c>, <c>refused</c>, <c>retry at</c>, <c>throttled</c>, <c>gone</c>, <c>not composed</c>, <c>left out</c> or <c>unevaluated</c></param>
/// <param name="Status">the HTTP status; null if there was no answer</param>
/// <param name="Reason">the status line, or what went wrong</param>
/// <param name="Answer">the body, up to 16 KiB, without secrets</param>
public sealed record AttemptView(DateTimeOffset At, TimeSpan Took, string Outcome, int? Status, string Reason, string? Answer);

/// <param name="Delivery">the delivery</param>
/// <param name="Message">the event</param>
/// <param name="Attempts">its tries, the first one first; none for a success at the first try</param>
/// <param name="Exchanges">what went over the wire, newest first, as far as it is still kept</param>
public sealed record DeliveryDetail(DeliveryView Delivery, WebhookEvent Message, IReadOnlyList<AttemptView> Attempts, IReadOnlyList<Exchange> Exchanges);

/// <param name="Deliveries">newest first</param>
/// <param name="Next">ask again with it for what comes after; null at the end. A page may be short, or empty, before the end.</param>
public sealed record DeliveryPage(IReadOnlyList<DeliveryView> Deliveries, string? Next);
