using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Webhooks;

internal static class EventRows
{
    public const string Columns = "e.id, e.types, e.doc_type, e.name, e.site, e.revision, e.at, e.doc, e.before, e.trace";

    /// <summary>How many they are: what a query adds comes after them.</summary>
    public const int Count = 10;

    public static WebhookEvent? Find(Session s, string id) => s.One($"SELECT {Columns} FROM webhook_event e WHERE e.id = $1", static r => Map(r, 0), id);

    /// <param name="r">a row with <see cref="Columns"/> in it</param>
    /// <param name="at">where they begin</param>
    public static WebhookEvent Map(Row r, int at) => new(
        r.Text(at),
        r.Text(at + 1).Split(','),
        r.Text(at + 2),
        r.Text(at + 3),
        r.Text(at + 4),
        r.Long(at + 5),
        r.Time(at + 6),
        r.Bytes(at + 7),
        r.IsNull(at + 8) ? (ReadOnlyMemory<byte>?)null : r.Bytes(at + 8)) { Trace = r.TextOrNull(at + 9) };
}
