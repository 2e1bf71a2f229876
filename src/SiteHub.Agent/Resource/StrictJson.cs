using System.Text.Json;
using System.Text.Unicode;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Resource;

/// <summary>JSON from outside as a tree, once it is sure that every text in it can be read.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = LinkLimits.MaxDepth, AllowDuplicateProperties = false };

    public static (JsonElement Root, Refusal? Refusal) Parse(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span))
        {
            return (default, Refuse.MalformedJson("The text is not valid UTF-8"));
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, Options);
            var root = document.RootElement.Clone();
            ReadTexts(root);
            return (root, null);
        }
        catch (JsonException e)
        {
            return (default, Refuse.MalformedJson(e.Message));
        }
        catch (InvalidOperationException)
        {
            return (default, Refuse.MalformedJson("A text holds half a surrogate pair"));
        }
    }

    private static void ReadTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    ReadTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    ReadTexts(member.Value);
                }

                break;
        }
    }
}
