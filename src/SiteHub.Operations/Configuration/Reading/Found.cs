using System.Text.Json;

namespace SiteHub.Operations.Configuration.Reading;

/// <summary>How a fault tells what it found.</summary>
internal static class Found
{
    private const int Longest = 80;

    public static string Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String or JsonValueKind.Number => Cut(element.GetRawText()),
        _ => Kind(element),
    };

    /// <summary>Without the value, where it may be a secret.</summary>
    public static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => $"a list of {element.GetArrayLength()}",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    public static string Text(string text) => Cut($"\"{text}\"");

    public static string List(IEnumerable<string> names) => string.Join(", ", names);

    private static string Cut(string text) => text.Length <= Longest ? text : text[..Longest] + "…";
}
