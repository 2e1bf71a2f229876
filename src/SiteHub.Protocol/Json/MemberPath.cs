using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SiteHub.Protocol.Json;

/// <summary>
/// Finds out where in a message something stands, by reading it again from the start. Only faults need it, so what is right does not
/// pay for it.
/// </summary>
internal static class MemberPath
{
    private const int MaxName = 60;
    private const int MaxPath = 300;

    /// <param name="utf8">the message; it may be malformed from <paramref name="offset"/> on</param>
    /// <param name="offset">of a token's first byte</param>
    /// <returns>as in <c>events[3].data["a b"]</c></returns>
    public static string Of(ReadOnlySpan<byte> utf8, long offset)
    {
        var steps = new Stack<(string? Name, int Index)>();
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = StrictReader.DepthLimit + 1 });
        try
        {
            while (reader.Read() && reader.TokenStartIndex < offset)
            {
                Follow(ref reader, steps);
            }

            if (reader.TokenType is JsonTokenType.PropertyName)
            {
                Follow(ref reader, steps);
            }
        }
        catch (JsonException)
        {
            // The fault itself: the steps so far lead to it.
        }

        return Text(steps.Reverse());
    }

    private static void Follow(ref Utf8JsonReader reader, Stack<(string? Name, int Index)> steps)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                steps.Pop();
                steps.Push((Name(reader.ValueSpan), 0));
                return;
            case JsonTokenType.StartObject:
                steps.Push((null, -1));
                return;
            case JsonTokenType.StartArray:
                steps.Push((null, 0));
                return;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                steps.Pop();
                break;
        }

        // A value is behind us: the next one in an array has the next index.
        if (steps.TryPeek(out var step) && step is { Name: null, Index: >= 0 })
        {
            steps.Pop();
            steps.Push((null, step.Index + 1));
        }
    }

    private static string Text(IEnumerable<(string? Name, int Index)> steps)
    {
        var path = new StringBuilder();
        foreach (var (name, index) in steps)
        {
            if (name is not null && name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            {
                path.Append(path.Length == 0 ? "" : ".").Append(name);
            }
            else if (name is not null)
            {
                path.Append("[\"").Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(name)).Append("\"]");
            }
            else if (index >= 0)
            {
                path.Append('[').Append(index).Append(']');
            }
        }

        return path.Length <= MaxPath ? path.ToString() : $"{path.ToString(0, MaxPath)}…";
    }

    private static string Name(ReadOnlySpan<byte> raw) =>
        raw.Length <= MaxName ? Encoding.UTF8.GetString(raw) : $"{Encoding.UTF8.GetString(raw[..MaxName])}…";
}
