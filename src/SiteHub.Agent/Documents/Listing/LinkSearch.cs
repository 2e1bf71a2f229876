using System.Buffers;
using System.Text.Json;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Documents.Listing;

/// <summary>Documents that somebody may mean by a part of their name or title.</summary>
internal sealed class LinkSearch(Database database, TimeProvider time)
{
    private const int Most = 50;

    public (IReadOnlyList<FoundLink>? Found, Refusal? Refusal) Find(DocType type, string text, JsonElement filters = default, long length = 10)
    {
        string[] fields = type.Entry.TitleField is { } title ? ["name", title] : ["name"];
        var like = "%" + text.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
        var any = text.Trim().Length == 0 ? default : JsonSerializer.SerializeToElement(fields.Select(field => (string[])[field, "like", like]));
        var (list, refusal) = DocumentList.Of(type, new ListRequest(JsonSerializer.SerializeToElement(fields), filters, any, "name", 0, Math.Clamp(length, 1, Most), AsLists: true), time);
        if (list is null)
        {
            return (null, refusal);
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            list.Write(json, database, list.Ids(database));
            json.WriteEndArray();
        }

        return ([.. JsonSerializer.Deserialize<JsonElement>(buffer.WrittenSpan).EnumerateArray().Select(static row => new FoundLink(row[0].GetString()!, row.GetArrayLength() > 1 ? row[1].ToString() : null))], null);
    }
}

/// <param name="Title">null: its DocType has none</param>
internal sealed record FoundLink(string Name, string? Title);
