using System.Text.Json;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;

namespace SiteHub.Hub.Features.Documents;

/// <summary>One revision of a document, as the hub received it.</summary>
internal sealed record TimelineEntry(
    long Id, long Epoch, long Revision, long PublicationVersion, string Kind, string Event, byte[] Events, DateTimeOffset Received, int? DocStatus, string? Account, DateTimeOffset Modified, string? ModifiedBy, string? Hash, byte[]? Body)
{
    /// <summary>In the order in which they were applied, which is that of the versions. Pages by the last entry's number.</summary>
    public static List<TimelineEntry> Read(Session session, Reader reader, DocumentAddress address, long after, int limit)
    {
        var args = new List<object?> { address.Site, address.DocType, address.Name, after, limit };
        var theirs = reader.Person is null ? "1" : $"EXISTS (SELECT 1 FROM {reader.Documents(args)} AND d.id = r.document_id)";
        return session.Many(
            $"""
            SELECT r.id, r.epoch, r.revision, r.publication_version, r.kind, r.event_id, r.events, r.received_at, r.doc_status, r.account, r.modified, r.modified_by, r.hash, r.body
            FROM document d JOIN document_revision r ON r.document_id = d.id
            WHERE d.site = $1 AND d.doc_type = $2 AND d.name = $3 AND r.id > $4 AND {reader.Revisions(args)} AND {theirs} ORDER BY r.id LIMIT $5
            """,
            Map,
            [.. args]);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch"u8, Epoch);
        json.WriteNumber("revision"u8, Revision);
        json.WriteNumber("publicationVersion"u8, PublicationVersion);
        json.WriteString("kind"u8, Kind);
        json.WriteString("event"u8, Event);
        json.WritePropertyName("events"u8);
        json.WriteRawValue(Events, skipInputValidation: true);
        json.WriteString("received"u8, Received.UtcDateTime);
        json.WriteNumberOrNull("docStatus"u8, DocStatus);
        json.WriteString("account"u8, Account);
        json.WriteString("modified"u8, Modified.UtcDateTime);
        json.WriteString("modifiedBy"u8, ModifiedBy);
        json.WriteString("hash"u8, Hash);
        json.WritePropertyName("body"u8);
        json.WriteRawValue(Body ?? "null"u8, skipInputValidation: true);
        json.WriteEndObject();
    }

    private static TimelineEntry Map(Row row) =>
        new(
            row.Long(0),
            row.Long(1),
            row.Long(2),
            row.Long(3),
            row.Text(4),
            row.Text(5),
            row.Bytes(6),
            row.Time(7),
            (int?)row.LongOrNull(8),
            row.TextOrNull(9),
            row.Time(10),
            row.TextOrNull(11),
            row.TextOrNull(12),
            row.BytesOrNull(13));
}
