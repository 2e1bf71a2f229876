namespace SiteHub.Delivery.Webhooks;

/// <summary>What one try brought.</summary>
/// <param name="Status">the HTTP status; null if there was no answer</param>
/// <param name="Reason">the status line, or what went wrong, without secrets</param>
/// <param name="Text">the answer's body, up to 16 KiB, without secrets; null if it was not kept</param>
/// <param name="Took">from sending to the end of reading</param>
public sealed record Answer(int? Status, string Reason, string? Text, TimeSpan Took)
{
    /// <summary>What went over the wire; null where it was not kept.</summary>
    public Exchange? Exchange { get; init; }
}
