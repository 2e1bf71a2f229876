using System.Text.Json;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Features.Documents;
using SiteHub.Protocol.Conversation;

namespace SiteHub.Hub.Conversation;

/// <summary>A message as somebody sees it who may see its document.</summary>
/// <param name="Person">the member who wrote it; null: somebody of the company</param>
/// <param name="Customer">for whom the member wrote it, by name</param>
/// <param name="Text">null: it was taken away</param>
internal sealed record MessageView(long Id, string Message, string? Person, string? Customer, string? Author, string? Text, DateTimeOffset At, DateTimeOffset Placed, DateTimeOffset? Edited, string State, string? Reason)
{
    public const int PageSize = 50;

    public bool IsMembers => Person is not null;

    public bool IsRemoved => State == MessageStates.Removed;

    /// <summary>The newest of a document, or those before one, in their order.</summary>
    /// <returns>one more than the page has, at its beginning, where there are older ones</returns>
    public static (IReadOnlyList<MessageView> Messages, string? Older) Page(Session session, Reader reader, DocumentAddress document, string? before)
    {
        var args = new List<object?> { document.Site, document.DocType, document.Name };
        var cursor = Cursor(before);
        args.AddRange([cursor?.Placed, cursor?.Id]);
        var rows = session.Many(
            $"""
            SELECT x.id, x.message, x.person, (SELECT c.name FROM customer c WHERE c.id = x.customer), x.author, x.text, x.at, x.placed, x.edited, x.state, x.reason FROM message x
            WHERE x.site = $1 AND x.doc_type = $2 AND x.name = $3 AND x.gone = 0 AND ($4 IS NULL OR (x.placed, x.id) < ($4, $5))
              AND EXISTS (SELECT 1 FROM {reader.Documents(args)} AND d.site = x.site AND d.doc_type = x.doc_type AND d.name = x.name) AND {Theirs(reader, args)}
            ORDER BY x.placed DESC, x.id DESC LIMIT {PageSize + 1}
            """,
            static row => new MessageView(
                row.Long(0), row.Text(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5), row.Time(6), row.Time(7), row.TimeOrNull(8), row.Text(9), row.TextOrNull(10)),
            [.. args]);
        var shown = rows.Take(PageSize).Reverse().ToList();
        return (shown, rows.Count > PageSize ? $"{shown[0].Placed.UtcTicks}_{shown[0].Id}" : null);
    }

    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("message"u8, Message);
        json.WriteString("from"u8, IsMembers ? "customer"u8 : "company"u8);
        json.WriteString("author"u8, Author);
        json.WriteString("customer"u8, Customer);
        json.WriteString("text"u8, Text);
        json.WriteString("at"u8, At.UtcDateTime);
        json.WriteString("state"u8, State);
        json.WriteString("reason"u8, Reason);
        json.WriteBoolean("edited"u8, Edited is not null);
    }

    /// <summary>A document that came from another customer brings nothing along that was said with that one.</summary>
    private static string Theirs(Reader reader, List<object?> args)
    {
        if (reader.Person is null)
        {
            return "1";
        }

        args.AddRange([reader.Person, reader.Customer]);
        return $"""
            EXISTS (SELECT 1 FROM customer_account ra JOIN customer_member rm ON rm.customer = ra.customer
                WHERE ra.site = x.site AND ra.account = x.account AND rm.person = ${args.Count - 1} AND (${args.Count} IS NULL OR rm.customer = ${args.Count})
                  AND (x.customer IS NULL OR x.customer = ra.customer))
            """;
    }

    private static (DateTimeOffset Placed, long Id)? Cursor(string? before) =>
        before?.Split('_', 2) is [var placed, var id]
        && long.TryParse(placed, System.Globalization.NumberStyles.None, null, out var ticks) && ticks <= DateTimeOffset.MaxValue.Ticks
        && long.TryParse(id, System.Globalization.NumberStyles.None, null, out var number)
            ? (new DateTimeOffset(ticks, TimeSpan.Zero), number)
            : null;
}
