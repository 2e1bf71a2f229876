using System.Text.Json;

namespace SiteHub.Hub.Replica;

/// <summary>Which document at its site.</summary>
internal sealed record DocumentKey(string DocType, string Name)
{
    /// <summary>Reads no more than the names, out of data that may be wrong in everything else.</summary>
    public static DocumentKey? TryRead(ReadOnlyMemory<byte> data)
    {
        try
        {
            using var json = JsonDocument.Parse(data);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("docType", out var docType)
                && docType.ValueKind == JsonValueKind.String
                && json.RootElement.TryGetProperty("name", out var name)
                && name.ValueKind == JsonValueKind.String
                ? new DocumentKey(docType.GetString()!, name.GetString()!)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
