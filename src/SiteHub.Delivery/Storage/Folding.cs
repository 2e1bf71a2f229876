using System.Globalization;
using System.Text;

namespace SiteHub.Delivery.Storage;

/// <summary>
/// The form in which two texts are the same to a person: whatever their case, and whether a letter and its mark are one character or two. Every search, sort and
/// uniqueness of the product goes by it; SQLite's own <c>lower</c> and <c>NOCASE</c> know A to Z alone. In queries it is the function <c>fold</c>; what must be
/// unique is kept folded in a column of its own, for a function or a collation of ours in the schema would shut out every other program from the file.
/// </summary>
public static class Folding
{
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        // Upper case first: some letters have two small forms.
        return Normalized(text, NormalizationForm.FormC).ToUpperInvariant().ToLowerInvariant().Replace("\u00DF", "ss", StringComparison.Ordinal);
    }

    /// <summary>
    /// As the database under Frappe compares (<c>utf8mb4_unicode_ci</c>): accents, widths and blanks at the end do not count either. For its REST API alone, and
    /// there as <c>frappe_fold</c>.
    /// </summary>
    public static string OfFrappe(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text))
        {
            return text.TrimEnd(' ').ToLowerInvariant();
        }

        var letters = new StringBuilder(text.Length);
        foreach (var letter in Normalized(text, NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark))
            {
                letters.Append(letter);
            }
        }

        return letters.Replace("\u00DF", "ss").Replace("\u1E9E", "ss").Replace("\u00E6", "ae").Replace("\u00C6", "ae").Replace("\u0153", "oe").Replace("\u0152", "oe")
            .ToString().TrimEnd(' ').ToUpperInvariant().ToLowerInvariant();
    }

    private static string Normalized(string text, NormalizationForm form)
    {
        try
        {
            return text.Normalize(form);
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair: no text that anybody wrote.
            return text;
        }
    }
}
