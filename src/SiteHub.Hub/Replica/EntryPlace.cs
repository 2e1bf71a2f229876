using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Replica;

/// <summary>Which entry of which site's log something came with, and when.</summary>
internal sealed record EntryPlace(string Site, long Epoch, long Seq, string EventId, DateTimeOffset ReceivedAt)
{
    public static EntryPlace Of(string link, Epoch epoch, LinkEvent entry, DateTimeOffset now) => new(link, epoch.Number, entry.Seq, entry.Id, now);
}
