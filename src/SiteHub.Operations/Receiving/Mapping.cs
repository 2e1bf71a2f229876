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
        var text = LiquidTemplate.Parse(receiver.Document).Render(Values(receiver.Scheme, contentType, headers, body)).Trim();
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
    public static string Key(Receiver receiver, string? contentType, string headers, ReadOnlyMemory<byte> body) =>
        LiquidTemplate.Parse(receiver.Key!).Render(Values(receiver.Scheme, contentType, headers, body)).Trim();

    /// <summary>Why a body was left alone, with what there would have been to choose from.</summary>
    public static string NothingOf(Receiver receiver, string? contentType, ReadOnlyMemory<byte> body)
    {
        var json = Body(receiver.Scheme, contentType, body);
        var found = json.ValueKind switch
        {
            JsonValueKind.Object when json.GetPropertyCount() > 0 => "has " + string.Join(", ", json.EnumerateObject().Take(12).Select(static member => member.Name.Length > 60 ? member.Name[..60] + "…" : member.Name)),
            JsonValueKind.Object => "is an empty object",
            var other => $"is a JSON {other.ToString().ToLowerInvariant()}",
        };
        return $"The receiver's template gave nothing for it, so it was left alone. The body {found}.";
    }

    private static KeyValuePair<string, JsonElement>[] Values(ReceiverScheme scheme, string? contentType, string headers, ReadOnlyMemory<byte> body) =>
        [new("body", Body(scheme, contentType, body)), new("headers", JsonElement.Parse(headers))];

    /// <summary>Frappe sends JSON, also where somebody gave its webhook a header that says otherwise.</summary>
    private static JsonElement Body(ReceiverScheme scheme, string? contentType, ReadOnlyMemory<byte> body)
    {
        if (scheme != ReceiverScheme.Frappe && contentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
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
