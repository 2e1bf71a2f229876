using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace SiteHub.Hub.Features.Documents;

/// <summary>Where a page ended: the last row's sort value and number. Opaque to callers; good for one sort and order only.</summary>
/// <param name="Back">the page before it is meant, and it is the first row's</param>
internal sealed record DocumentCursor(string Sort, bool Descending, string Key, long Id, bool Back = false)
{
    public static DocumentCursor? TryParse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<DocumentCursor>(Base64Url.DecodeFromChars(text)) is { Sort: not null, Key: not null } cursor ? cursor : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or NotSupportedException)
        {
            return null;
        }
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this)));
}
