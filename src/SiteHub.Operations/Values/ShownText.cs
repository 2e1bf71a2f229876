using System.Globalization;
using System.Text;

namespace SiteHub.Operations.Values;

/// <summary>
/// A text that people are shown as somebody's or something's name: nothing in it moves the cursor, turns the direction of what follows, or cannot be
/// seen, so that two names which look the same are the same, and one name cannot pass for a line of its own.
/// </summary>
public static class ShownText
{
    /// <summary>A letter with more marks on it than any script has covers the lines above and below it.</summary>
    private const int LongestElement = 16;

    /// <summary>Letters by their category, blank to the eye.</summary>
    private const string Blank = "\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0";

    /// <param name="text">anything; null and blank texts are nothing</param>
    /// <param name="most">text elements: what a reader counts as characters</param>
    /// <returns>the text in its canonical form; null: it is none</returns>
    public static string? Of(string? text, int most)
    {
        // Before anything is normalised: that can make a text several times as long.
        if (text is null || text.Length > most * LongestElement || !IsWellFormed(text))
        {
            return null;
        }

        var canonical = text.Trim().Normalize(NormalizationForm.FormC);
        return canonical.Length > 0 && canonical.EnumerateRunes().All(IsShown) && Fits(canonical, most) ? canonical : null;
    }

    internal static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }

    private static bool IsShown(Rune rune) => rune.Value <= 0xFFFF && Blank.Contains((char)rune.Value, StringComparison.Ordinal)
        ? false
        : Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
            _ => rune.Value is not ((>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF)),
        };

    private static bool Fits(string text, int most)
    {
        var elements = 0;
        for (var at = 0; at < text.Length; elements++)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            if (length > LongestElement || elements == most)
            {
                return false;
            }

            at += length;
        }

        return Encoding.UTF8.GetByteCount(text) <= most * 4;
    }
}
