namespace SiteHub.Delivery.Webhooks;

/// <summary>Something that happened, as a role tells it.</summary>
/// <param name="Id"><c>evt_…</c>; one that is told twice is sent once</param>
/// <param name="Types">the DocEvents that one save fired, or the type of another event</param>
/// <param name="DocType">what it is about; empty for what is no document</param>
/// <param name="Name">the document's name; empty for what is no document</param>
/// <param name="Site">where it happened</param>
/// <param name="Revision">the document's; 0 for what is no document</param>
/// <param name="Timestamp">when it happened, UTC</param>
/// <param name="Doc">the document afterwards (of a deletion: before it), one JSON object as UTF-8</param>
/// <param name="Before">the document as it was; null if there was none</param>
public sealed record WebhookEvent(
    string Id,
    IReadOnlyList<string> Types,
    string DocType,
    string Name,
    string Site,
    long Revision,
    DateTimeOffset Timestamp,
    ReadOnlyMemory<byte> Doc,
    ReadOnlyMemory<byte>? Before)
{
    /// <summary>The <c>traceparent</c> of what made it happen; null: nobody records.</summary>
    public string? Trace { get; init; }
}
