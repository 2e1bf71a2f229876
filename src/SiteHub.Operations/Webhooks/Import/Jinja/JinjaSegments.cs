using SiteHub.Delivery.Patterns;

namespace SiteHub.Operations.Webhooks;

internal enum JinjaKind
{
    Text,
    Raw,
    Output,
    Tag,
}

/// <param name="Kind">what it is</param>
/// <param name="Word">of a tag its name; of text the text, without the space that a tag beside it takes away</param>
/// <param name="From">where its inside begins</param>
/// <param name="To">where that ends</param>
internal sealed record JinjaSegment(JinjaKind Kind, string Word, int From, int To);

/// <summary>Cuts a Jinja template into text, values and tags.</summary>
internal static class JinjaSegments
{
    private static readonly Pattern Name = Pattern.Part(@"\A\s*([A-Za-z_]\w*)");
    private static readonly Pattern EndRaw = Pattern.Part(@"\{%(-?)\s*endraw\s*(-?)%\}");

    /// <exception cref="PythonException">something is not closed</exception>
    public static IReadOnlyList<JinjaSegment> Of(string source)
    {
        var segments = new List<JinjaSegment>();
        var trims = false;
        for (var at = 0; at < source.Length;)
        {
            var open = Opening(source, at);
            AddText(segments, source[at..open], ref trims);
            if (open == source.Length)
            {
                break;
            }

            var kind = source[open + 1];
            var close = Close(source, open, kind);
            var (from, to) = (open + 2, close);
            if (source[from] == '-')
            {
                from++;
                TrimBefore(segments);
            }
            else if (source[from] == '+')
            {
                throw new PythonException("`+` in a tag", from);
            }

            trims = to > from && source[to - 1] == '-';
            to -= trims ? 1 : 0;
            at = close + 2;
            if (kind == '{')
            {
                segments.Add(new(JinjaKind.Output, "", from, to));
            }
            else if (kind == '%')
            {
                var name = Name.Match(source[from..to]);
                if (!name.Success)
                {
                    throw new PythonException("a tag without a name", from);
                }

                if (name.Groups[1].Value == "raw")
                {
                    at = Raw(segments, source, at, ref trims);
                    continue;
                }

                segments.Add(new(JinjaKind.Tag, name.Groups[1].Value, from + name.Length, to));
            }
        }

        return segments;
    }

    private static int Opening(string source, int at)
    {
        for (; at + 1 < source.Length; at++)
        {
            if (source[at] == '{' && source[at + 1] is '{' or '%' or '#' && source[at] == '{')
            {
                return at;
            }
        }

        return source.Length;
    }

    /// <summary>A closing sign within a text's quotes closes nothing.</summary>
    private static int Close(string source, int open, char kind)
    {
        var closing = kind == '{' ? '}' : kind;
        var quote = '\0';
        for (var at = open + 2; at + 1 < source.Length; at++)
        {
            var c = source[at];
            if (quote != '\0')
            {
                at += c == '\\' ? 1 : 0;
                quote = c == quote ? '\0' : quote;
            }
            else if (c == closing && source[at + 1] == '}')
            {
                return at;
            }
            else if (kind != '#' && c is '"' or '\'')
            {
                quote = c;
            }
        }

        throw new PythonException($"{{{kind} without its end", open);
    }

    private static int Raw(List<JinjaSegment> segments, string source, int at, ref bool trims)
    {
        var text = source[at..];
        var end = EndRaw.Match(text);
        if (!end.Success)
        {
            throw new PythonException("`raw` without its end", at);
        }

        var inside = text[..end.Index];
        inside = trims ? inside.TrimStart() : inside;
        inside = end.Groups[1].Value.Length > 0 ? inside.TrimEnd() : inside;
        segments.Add(new(JinjaKind.Raw, inside, at, at + end.Index));
        trims = end.Groups[2].Value.Length > 0;
        return at + end.Index + end.Length;
    }

    private static void AddText(List<JinjaSegment> segments, string text, ref bool trims)
    {
        text = trims ? text.TrimStart() : text;
        trims = false;
        if (text.Length > 0)
        {
            segments.Add(new(JinjaKind.Text, text, 0, 0));
        }
    }

    private static void TrimBefore(List<JinjaSegment> segments)
    {
        if (segments is [.., { Kind: JinjaKind.Text } last])
        {
            segments[^1] = last with { Word = last.Word.TrimEnd() };
        }
    }
}
