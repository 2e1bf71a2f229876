namespace SiteHub.Delivery.Webhooks;

/// <summary>How a template's source may be built, counted before the parser sees it: the parser goes as deep as the source does, and ends the process where that is too deep.</summary>
internal static class LiquidShape
{
    private const int Nesting = 32;
    private const int Tag = 2_000;

    private static readonly string[] Blocks = ["if", "unless", "for", "case", "capture", "comment", "raw"];

    /// <exception cref="FormatException">what is wrong, and where</exception>
    public static void Check(string source)
    {
        if (source.Length > LiquidBounds.Source)
        {
            throw new FormatException($"{source.Length:N0} characters; a template has at most {LiquidBounds.Source:N0}");
        }

        var depth = 0;
        for (var at = source.IndexOf('{', StringComparison.Ordinal); at >= 0 && at + 1 < source.Length; at = source.IndexOf('{', at + 1))
        {
            if (source[at + 1] is not ('%' or '{'))
            {
                continue;
            }

            var isTag = source[at + 1] == '%';
            var end = source.IndexOf(isTag ? "%}" : "}}", at, StringComparison.Ordinal);
            var inside = source.AsSpan(at + 2, (end < 0 ? source.Length : end) - at - 2);
            Inside(inside, Line(source, at));
            if (isTag)
            {
                depth += Step(inside);
                if (depth > Nesting)
                {
                    throw new FormatException($"line {Line(source, at)}: more than {Nesting} tags inside one another");
                }
            }
        }
    }

    private static int Line(string source, int at) => source.AsSpan(0, at).Count('\n') + 1;

    private static void Inside(ReadOnlySpan<char> inside, int line)
    {
        if (inside.Length > Tag)
        {
            throw new FormatException($"line {line}: a tag has at most {Tag:N0} characters; assign parts of it to names");
        }

        var open = 0;
        foreach (var c in inside)
        {
            open += c is '[' or '(' ? 1 : 0;
        }

        if (open > Nesting)
        {
            throw new FormatException($"line {line}: more than {Nesting} brackets in one tag; assign parts of it to names");
        }
    }

    private static int Step(ReadOnlySpan<char> inside)
    {
        var name = inside.TrimStart('-').TrimStart();
        var length = 0;
        while (length < name.Length && char.IsAsciiLetter(name[length]))
        {
            length++;
        }

        name = name[..length];
        if (name.StartsWith("end", StringComparison.Ordinal))
        {
            return -1;
        }

        foreach (var block in Blocks)
        {
            if (name.SequenceEqual(block))
            {
                return 1;
            }
        }

        return 0;
    }
}
