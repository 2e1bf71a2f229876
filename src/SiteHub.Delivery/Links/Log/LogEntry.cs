using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>An entry as the log holds it.</summary>
/// <param name="Event">what would be sent</param>
/// <param name="Unsendable">why the peer would not take it, where it would not</param>
internal sealed record LogEntry(LinkEvent Event, string? Unsendable)
{
    public ReadOnlyMemory<byte> Data => Event.Data;
}
