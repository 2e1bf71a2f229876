using System.Buffers;
using System.Globalization;
using System.Text;

namespace SiteHub.Operations.Csv;

/// <summary>Writes a line of CSV (RFC 4180) that a spreadsheet reads as texts and numbers, and never as a formula.</summary>
public static class CsvCells
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n;\t");

    public static string Line(params IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = IsNumber(text) || !MayBeFormula(text) ? text : "'" + text;
        return safe.AsSpan().ContainsAny(Quoted) || safe[0] == ' ' || safe[^1] == ' ' ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static bool IsNumber(string text) => text.Length < 60 && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);

    /// <summary>Spreadsheets pass over blanks and what cannot be seen, and take full-width signs for plain ones.</summary>
    private static bool MayBeFormula(string text)
    {
        if (text[0] is '\t' or '\r' or '\n')
        {
            return true;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format)
            {
                continue;
            }

            return rune.Value == 0x2212 || rune.ToString().Normalize(NormalizationForm.FormKC)[0] is '=' or '+' or '-' or '@';
        }

        return false;
    }
}
