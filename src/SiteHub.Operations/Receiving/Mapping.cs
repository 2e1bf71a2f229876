using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Receiving;

/// <summary>Makes a document of what came in.</summary>
internal static class Mapping
{
    /// <returns>null: this body is to be left alone</returns>
    /// <exception cref="FormatException">it cannot be made; the message says why</exception>
    public static byte[]? Document(Receiver receiver, string? contentType, string headers, ReadOnlyMemory<byte> body)
    {
        var text = LiquidTemplate.Parse(receiver.Document).Render(Values(contentType, headers, body)).Trim();
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Encoding.UTF8.GetBytes(text) : throw new FormatException($"the template gives {json.RootElement.ValueKind}, expected an object");
        }
        catch (JsonException e)
        {
            throw new FormatException($"the template does not give JSON: {e.Message}; write texts as {{{{ body.title | json }}}}", e);
        }
    }

    /// <exception cref="FormatException">the template failed</exception>
    public static string Key(string template, string? contentType, string headers, ReadOnlyMemory<byte> body) =>
        LiquidTemplate.Parse(template).Render(Values(contentType, headers, body)).Trim();

    private static KeyValuePair<string, JsonElement>[] Values(string? contentType, string headers, ReadOnlyMemory<byte> body) =>
        [new("body", Body(contentType, body)), new("headers", JsonElement.Parse(headers))];

    private static JsonElement Body(string? contentType, ReadOnlyMemory<byte> body)
    {
        if (contentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
        {
            return JsonSerializer.SerializeToElement(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body.Span)).ToDictionary(static f => f.Key, static f => f.Value.ToString()));
        }

        try
        {
            return JsonElement.Parse(body.Span);
        }
        catch (JsonException e)
        {
            throw new FormatException($"the body is no JSON: {e.Message}", e);
        }
    }
}
