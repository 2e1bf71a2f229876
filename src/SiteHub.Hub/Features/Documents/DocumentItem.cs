using System.Text.Json;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Replica;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Features.Documents;

/// <summary>A document as a list shows it.</summary>
/// <param name="Actions">the names of those that are open on it, as its site says</param>
/// <param name="Kind">what it is to a customer, one of <see cref="DocumentKinds.All"/></param>
/// <param name="Class">of its status; null: its site says nothing of it</param>
/// <param name="Outstanding">of the amount; null: its site does not say</param>
internal sealed record DocumentItem(
    long Id,
    string Site,
    string DocType,
    string Name,
    DocumentState State,
    long Revision,
    long PublicationVersion,
    int? DocStatus,
    string? Account,
    DateTimeOffset Modified,
    string? ModifiedBy,
    DateTimeOffset Changed,
    string? Hash,
    string? Title,
    string? Status,
    string? Amount,
    string? Currency,
    string? Date,
    string? Due,
    IReadOnlyList<string> Actions,
    string Kind,
    string? Class,
    string? Outstanding)
{
    public const string Columns =
        "d.id, d.site, d.doc_type, d.name, d.state, d.revision, d.publication_version, d.doc_status, d.account, d.modified, d.modified_by, d.changed_at, d.hash, "
        + "d.title, d.status, d.amount, d.currency, d.date, d.due, d.actions, " + PublishedKinds.Kind + ", " + PublishedKinds.Class + ", d.outstanding";

    public const int ColumnCount = 23;

    public bool IsCancelled => DocStatus == DocumentRows.Cancelled;

    public static DocumentItem Map(Row row) =>
        new(
            row.Long(0),
            row.Text(1),
            row.Text(2),
            row.Text(3),
            (DocumentState)row.Int(4),
            row.Long(5),
            row.Long(6),
            (int?)row.LongOrNull(7),
            row.TextOrNull(8),
            row.Time(9),
            row.TextOrNull(10),
            row.Time(11),
            row.TextOrNull(12),
            row.TextOrNull(13),
            row.TextOrNull(14),
            row.TextOrNull(15),
            row.TextOrNull(16),
            row.TextOrNull(17),
            row.TextOrNull(18),
            OpenActions.Of(row.TextOrNull(19)),
            row.Text(20),
            row.TextOrNull(21),
            row.TextOrNull(22));

    /// <summary>Writes the members; the caller opens and closes the object, and may add the body. Amounts keep the zeros that they came with.</summary>
    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("site"u8, Site);
        json.WriteString("docType"u8, DocType);
        json.WriteString("kind"u8, Kind);
        json.WriteString("name"u8, Name);
        json.WriteNumber("revision"u8, Revision);
        json.WriteNumber("publicationVersion"u8, PublicationVersion);
        json.WriteNumberOrNull("docStatus"u8, DocStatus);
        json.WriteString("account"u8, Account);
        json.WriteString("modified"u8, Modified.UtcDateTime);
        json.WriteString("modifiedBy"u8, ModifiedBy);
        json.WriteString("changed"u8, Changed.UtcDateTime);
        json.WriteString("hash"u8, Hash);
        json.WriteStartObject("card"u8);
        json.WriteString("title"u8, Title);
        json.WriteString("status"u8, Status);
        json.WriteString("class"u8, Class);
        json.WritePropertyName("amount"u8);
        json.WriteRawValue(Amount ?? "null", skipInputValidation: true);
        json.WritePropertyName("outstanding"u8);
        json.WriteRawValue(Outstanding ?? "null", skipInputValidation: true);
        json.WriteString("currency"u8, Currency);
        json.WriteString("date"u8, Date);
        json.WriteString("due"u8, Due);
        json.WriteEndObject();
    }
}
