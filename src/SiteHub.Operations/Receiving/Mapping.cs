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

    /// <summary>GitHub's default, and Slack's buttons: a form with the JSON in its one field.</summary>
    private static JsonElement? Payload(string text)
    {
        try
        {
            return JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } json ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static KeyValuePair<string, JsonElement>[] Values(ReceiverScheme scheme, string? contentType, string headers, ReadOnlyMemory<byte> body) =>
        [new("body", Body(scheme, contentType, body)), new("headers", JsonElement.Parse(headers))];

    /// <returns>the body's own member; null: there is none, or it is no text or number</returns>
    public static string? MemberOf(ReceiverScheme scheme, string? contentType, ReadOnlyMemory<byte> body, string member)
    {
        try
        {
            return Body(scheme, contentType, body) is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
                ? value.ToString()
                : null;
        }
        catch (FormatException)
        {
            // What is no JSON is kept, and fails with that as its reason.
            return null;
        }
    }

    /// <summary>Frappe sends JSON, also where somebody gave its webhook a header that says otherwise.</summary>
    private static JsonElement Body(ReceiverScheme scheme, string? contentType, ReadOnlyMemory<byte> body)
    {
        if (scheme != ReceiverScheme.Frappe && contentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
        {
            var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body.Span)).ToDictionary(static f => f.Key, static f => f.Value.ToString());
            return form.Count == 1 && form.TryGetValue("payload", out var payload) && Payload(payload) is { } json ? json : JsonSerializer.SerializeToElement(form);
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
