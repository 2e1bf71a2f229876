using System.Net;
using System.Text.Json;
using SiteHub.Delivery.Patterns;

namespace SiteHub.Agent.Sources.Frappe.Calls;

/// <summary>What Frappe itself says of an error. Another system's text: it is bounded, and shown as text.</summary>
/// <param name="Type">the exception, such as <c>TimestampMismatchError</c></param>
/// <param name="Sentences">for a person, without markup</param>
/// <param name="Text">all that it says, for whoever keeps the site</param>
internal sealed record FrappeError(string? Type, IReadOnlyList<string> Sentences, string Text)
{
    private const int MostSentences = 5;
    private const int LongestSentence = 500;
    private const int LongestText = 4_000;

    private static readonly Pattern Tag = Pattern.Part("<[^<>]*>");

    /// <returns>null: it is no error of Frappe's own</returns>
    public static FrappeError? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var json = JsonDocument.ParseValue(ref reader);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            // The second version of the API has its own form.
            if (root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0 && errors[0].ValueKind == JsonValueKind.Object)
            {
                var first = errors[0];
                return Of(Member(first, "type"), [.. Texts(first, "message")], [.. Texts(first, "exception"), .. Texts(first, "message")]);
            }

            return Of(Member(root, "exc_type"), Messages(root), [.. Texts(root, "exception"), .. Texts(root, "_error_message"), .. Texts(root, "_server_messages")]);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static FrappeError? Of(string? type, List<string> messages, List<string> all)
    {
        if (type is null && messages.Count == 0 && all.Count == 0)
        {
            return null;
        }

        var text = string.Join('\n', all);
        return new FrappeError(type, [.. messages.Take(MostSentences).Select(Plain).Where(static s => s.Length > 0)], text.Length <= LongestText ? text : text[..LongestText]);
    }

    /// <summary>A JSON text that holds a list of JSON texts.</summary>
    private static List<string> Messages(JsonElement root)
    {
        var messages = new List<string>();
        if (Member(root, "_server_messages") is not { } list)
        {
            return messages;
        }

        try
        {
            using var outer = JsonDocument.Parse(list);
            foreach (var item in outer.RootElement.ValueKind == JsonValueKind.Array ? [.. outer.RootElement.EnumerateArray()] : Array.Empty<JsonElement>())
            {
                if (item.ValueKind == JsonValueKind.String)
                {
                    using var inner = JsonDocument.Parse(item.GetString()!);
                    if (inner.RootElement.ValueKind == JsonValueKind.Object && Member(inner.RootElement, "message") is { } message)
                    {
                        messages.Add(message);
                    }
                }
            }
        }
        catch (JsonException)
        {
            // What cannot be read is in the whole text.
        }

        return messages;
    }

    private static string Plain(string message)
    {
        var plain = WebUtility.HtmlDecode(Tag.Replace(message.Length <= LongestText ? message : message[..LongestText], " "));
        plain = string.Join(' ', plain.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return plain.Length <= LongestSentence ? plain : plain[..LongestSentence] + "…";
    }

    private static IEnumerable<string> Texts(JsonElement root, string name) => Member(root, name) is { } text ? [text] : [];

    private static string? Member(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
