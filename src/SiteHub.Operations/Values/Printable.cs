using System.Buffers;
using System.Globalization;
using System.Text;

namespace SiteHub.Operations.Values;

/// <summary>
/// Makes a text safe to stand in a line of a log or of a terminal: what would begin another line, move the cursor, colour or turn what follows is
/// written out as <c>\n</c>, <c>\u001b</c>, <c>\u202e</c>. Nothing that others sent gets there by another way.
/// </summary>
public static class Printable
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(static c => (char)c)));

    public static string Of(string? text) => string.IsNullOrEmpty(text) ? "" : text.AsSpan().ContainsAnyExcept(Plain) ? Written(text, keepLines: false) : text;

    /// <summary>For a body that is shown as it is: its line breaks and tabs stay.</summary>
    public static string Lines(string? text) => string.IsNullOrEmpty(text) ? "" : text.AsSpan().ContainsAnyExcept(Plain) ? Written(text.Replace("\r\n", "\n", StringComparison.Ordinal), keepLines: true) : text;

    private static string Written(string text, bool keepLines)
    {
        var written = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (Rune.TryGetRuneAt(text, i, out var rune))
            {
                _ = IsSafe(rune) || (keepLines && rune.Value is '\n' or '\t') ? written.Append(text, i, rune.Utf16SequenceLength) : Escape(written, text.AsSpan(i, rune.Utf16SequenceLength));
                i += rune.Utf16SequenceLength - 1;
            }
            else
            {
                Escape(written, text.AsSpan(i, 1));
            }
        }

        return written.ToString();
    }

    private static bool IsSafe(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);

    private static StringBuilder Escape(StringBuilder written, ReadOnlySpan<char> units)
    {
        foreach (var unit in units)
        {
            _ = unit switch
            {
                '\n' => written.Append("\\n"),
                '\r' => written.Append("\\r"),
                '\t' => written.Append("\\t"),
                _ => written.Append("\\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture)),
            };
        }

        return written;
    }
}
