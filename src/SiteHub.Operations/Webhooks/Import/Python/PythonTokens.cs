using System.Globalization;
using System.Text;

namespace SiteHub.Operations.Webhooks;

internal enum PythonTokenKind
{
    Name,
    Number,
    Text,
    Sign,
    End,
}

internal readonly record struct PythonToken(PythonTokenKind Kind, string Text, int At);

/// <summary>Cuts an expression into words. What Python writes in more than one way (raw texts, long texts, other bases) has one here; another is refused where it stands.</summary>
internal static class PythonTokens
{
    private static readonly string[] Signs = ["**", "//", "==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ",", ".", "+", "-", "*", "/", "%", "|", "~", "="];

    /// <param name="source">the whole text</param>
    /// <param name="from">where the expression begins</param>
    /// <param name="to">where it ends</param>
    public static List<PythonToken> Of(string source, int from, int to)
    {
        var tokens = new List<PythonToken>();
        for (var at = from; at < to;)
        {
            var c = source[at];
            if (c is ' ' or '\t' or '\r' or '\n')
            {
                at++;
            }
            else if (char.IsAsciiLetter(c) || c == '_')
            {
                var end = End(source, at, to, static c => char.IsAsciiLetterOrDigit(c) || c == '_');
                if (end < to && source[end] is '"' or '\'')
                {
                    throw new PythonException($"a text with {source[at..end]} before it", at);
                }

                tokens.Add(new(PythonTokenKind.Name, source[at..end], at));
                at = end;
            }
            else if (char.IsAsciiDigit(c))
            {
                var end = End(source, at, to, static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_');
                tokens.Add(new(PythonTokenKind.Number, Number(source[at..end], at), at));
                at = end;
            }
            else if (c is '"' or '\'')
            {
                var (text, end) = Text(source, at, to);
                tokens.Add(new(PythonTokenKind.Text, text, at));
                at = end;
            }
            else if (Array.Find(Signs, sign => string.CompareOrdinal(source, at, sign, 0, sign.Length) == 0 && at + sign.Length <= to) is { } sign)
            {
                tokens.Add(new(PythonTokenKind.Sign, sign, at));
                at += sign.Length;
            }
            else
            {
                throw new PythonException($"`{c}`", at);
            }
        }

        tokens.Add(new(PythonTokenKind.End, "", to));
        return tokens;
    }

    private static int End(string source, int at, int to, Func<char, bool> goesOn)
    {
        while (at < to && goesOn(source[at]))
        {
            at++;
        }

        return at;
    }

    private static string Number(string text, int at)
    {
        var whole = text.Split('.')[0];
        return text.Count(static c => c == '.') <= 1 && text.All(static c => char.IsAsciiDigit(c) || c == '.') && text[^1] != '.' && (whole.Length == 1 || whole[0] != '0') && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
            ? text
            : throw new PythonException($"the number {text}; a number has digits, and a full stop between them", at);
    }

    private static (string Text, int End) Text(string source, int at, int to)
    {
        var quote = source[at];
        if (at + 2 < to && source[at + 1] == quote && source[at + 2] == quote)
        {
            throw new PythonException("a text in three quotes", at);
        }

        var text = new StringBuilder();
        for (var i = at + 1; i < to; i++)
        {
            var c = source[i];
            if (c == quote)
            {
                return (text.ToString(), i + 1);
            }

            if (c == '\n')
            {
                break;
            }

            if (c == '\\')
            {
                text.Append(i + 1 < to ? source[i + 1] switch { 'n' => '\n', 't' => '\t', '\\' => '\\', '\'' => '\'', '"' => '"', var other => throw new PythonException($"\\{other} in a text", i) } : c);
                i++;
                continue;
            }

            text.Append(c);
        }

        throw new PythonException("a text without its closing quote", at);
    }
}
