using System.Text.Json;
using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Documents;

/// <summary>What a list shows of a document, whatever its DocType: the publication says which fields make it. Any of it may be unknown.</summary>
/// <param name="Title">a line of text</param>
/// <param name="Status">in the site's own words</param>
/// <param name="Amount">keeps the zeros that it was written with</param>
/// <param name="Currency">ISO 4217 code, or what the site calls it</param>
/// <param name="Date">the document's own date</param>
/// <param name="Due">until when something is to be done</param>
public sealed record DocumentCard(string? Title, string? Status, decimal? Amount, string? Currency, DateOnly? Date, DateOnly? Due)
{
    /// <summary>What of <see cref="Amount"/> is still to be paid or done, in the same currency; negative where it is owed to the customer.</summary>
    public decimal? Outstanding { get; init; }

    public static DocumentCard Empty { get; } = new(null, null, null, null, null, null);

    internal static DocumentCard Read(ref StrictReader reader)
    {
        reader.EnterObject();
        string? title = null;
        string? status = null;
        decimal? amount = null;
        string? currency = null;
        DateOnly? date = null;
        DateOnly? due = null;
        decimal? outstanding = null;
        while (reader.NextMember())
        {
            if (reader.IsNull)
            {
                continue;
            }

            if (reader.Name.SequenceEqual("title"u8))
            {
                title = reader.TextOrEmpty();
            }
            else if (reader.Name.SequenceEqual("status"u8))
            {
                status = reader.TextOrEmpty();
            }
            else if (reader.Name.SequenceEqual("amount"u8))
            {
                amount = reader.Decimal();
            }
            else if (reader.Name.SequenceEqual("outstanding"u8))
            {
                outstanding = reader.Decimal();
            }
            else if (reader.Name.SequenceEqual("currency"u8))
            {
                currency = reader.TextOrEmpty();
            }
            else if (reader.Name.SequenceEqual("date"u8))
            {
                date = reader.Date();
            }
            else if (reader.Name.SequenceEqual("due"u8))
            {
                due = reader.Date();
            }
            else
            {
                reader.Skip();
            }
        }

        return new DocumentCard(title, status, amount, currency, date, due) { Outstanding = outstanding };
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("card"u8);
        writer.WriteString("title"u8, Title);
        writer.WriteString("status"u8, Status);
        if (Amount is { } amount)
        {
            writer.WriteNumber("amount"u8, amount);
        }
        else
        {
            writer.WriteNull("amount"u8);
        }

        if (Outstanding is { } outstanding)
        {
            writer.WriteNumber("outstanding"u8, outstanding);
        }

        writer.WriteString("currency"u8, Currency);
        writer.WriteDate("date"u8, Date);
        writer.WriteDate("due"u8, Due);
        writer.WriteEndObject();
    }
}
