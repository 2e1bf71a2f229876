namespace SiteHub.Delivery.Tail;

/// <summary>One thing that happened.</summary>
/// <param name="At">UTC</param>
/// <param name="Kind">what</param>
/// <param name="Name">the webhook's or the link's</param>
/// <param name="About">the document, or how many entries of which</param>
/// <param name="Good">it went as hoped</param>
/// <param name="Status">the HTTP status, where there was an answer</param>
/// <param name="Took">how long it took</param>
/// <param name="Reason">what went wrong</param>
/// <param name="Delivery">its id, to be opened</param>
/// <param name="Site">whose it is: of a link at the hub its name</param>
public sealed record TailLine(DateTimeOffset At, TailKind Kind, string Name, string About, bool Good, int? Status, TimeSpan? Took, string? Reason, string? Delivery, string Site);

public enum TailKind
{
    /// <summary>A webhook was tried.</summary>
    Delivery,

    /// <summary>A link's batch was answered.</summary>
    Sent,

    /// <summary>A link's batch came in.</summary>
    Received,
}
