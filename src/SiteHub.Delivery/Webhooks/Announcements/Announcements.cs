using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Webhooks;

/// <summary>What operators must hear of, for the console, mail and operational webhooks to take from here.</summary>
public sealed class Announcements(Database database)
{
    /// <param name="after">the number of the last one known; 0 for all</param>
    /// <param name="limit">at most so many</param>
    public IReadOnlyList<Announcement> List(long after, int limit) => database.Read(s => s.Many(
        "SELECT number, at, kind, webhook, name, delivery, reason FROM announcement WHERE number > $1 ORDER BY number LIMIT $2",
        static r => new Announcement(r.Long(0), r.Time(1), Enum.Parse<AnnouncementKind>(r.Text(2)), r.Text(3), r.Text(4), r.TextOrNull(5), r.Text(6)),
        after,
        limit));

    internal static void Write(Session s, DateTimeOffset at, AnnouncementKind kind, string webhook, string name, string? delivery, string reason) => s.Execute(
        "INSERT INTO announcement (at, kind, webhook, name, delivery, reason) VALUES ($1, $2, $3, $4, $5, $6)", at, kind.ToString(), webhook, name, delivery, reason);
}
