using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SiteHub.Operations.Features.Admin;

/// <summary>JSON as people read it: indented, scripts and umlauts as they are. What is no JSON is shown as it came.</summary>
public static class ShownJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(ReadOnlySpan<byte> text) => Of(Encoding.UTF8.GetString(text));

    public static string Of(string text)
    {
        try
        {
            // A number keeps its literal form: it is not read as one.
            using var json = JsonDocument.Parse(text);
            return JsonSerializer.Serialize(json.RootElement, Indented);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
