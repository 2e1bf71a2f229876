using System.Globalization;
using System.Text;

namespace SiteHub.Operations.Csv;

/// <summary>
/// What a spreadsheet would take for a formula. The library knows the four plain signs; spreadsheets pass over blanks and what cannot be seen, and take
/// full-width signs for plain ones.
/// </summary>
internal static class CsvFormula
{
    /// <summary>The cell, behind the mark that makes it a text where it would be a formula.</summary>
    public static string AsText(string cell) => cell.Length == 0 || IsNumber(cell) || !MayBeFormula(cell) ? cell : "'" + cell;

    private static bool IsNumber(string text) => text.Length < 60 && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);

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
