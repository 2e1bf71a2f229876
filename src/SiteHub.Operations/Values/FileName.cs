using System.Globalization;
using System.Text;

namespace SiteHub.Operations.Values;

/// <summary>
/// What a file is called, made from whatever somebody calls it: a name without a path, which no system takes for a device, a hidden file or a command, and which
/// looks like what it is. Nothing is ever opened by it.
/// </summary>
public static class FileName
{
    /// <summary>Characters, the ending included: what every file system takes, however it counts.</summary>
    public const int Longest = 80;

    private const int LongestEnding = 12;

    /// <summary>Names that a Windows takes for devices, whatever their ending.</summary>
    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$", .. Enumerable.Range(0, 10).SelectMany(static n => new[] { $"COM{n}", $"LPT{n}" })], StringComparer.OrdinalIgnoreCase);

    /// <param name="given">anything</param>
    /// <param name="fallback">where nothing of it is left</param>
    public static string Of(string? given, string fallback)
    {
        var name = Clean((given ?? "").Length > 4 * 1024 ? given![..(4 * 1024)] : given ?? "");
        if (name.Length == 0)
        {
            return fallback;
        }

        var ending = EndingOf(name);
        var stem = ending.Length == 0 ? name : name[..^(ending.Length + 1)];
        if (Devices.Contains(stem.Split('.')[0].TrimEnd()))
        {
            stem = "_" + stem;
        }

        var room = Longest - (ending.Length == 0 ? 0 : ending.Length + 1);
        stem = Cut(stem, room).TrimEnd(' ', '.');
        return stem.Length == 0 ? fallback : ending.Length == 0 ? stem : $"{stem}.{ending}";
    }

    /// <returns>without its dot, in small letters; empty: it has none</returns>
    public static string EndingOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var dot = name.LastIndexOf('.');
        var ending = dot < 1 ? "" : name[(dot + 1)..];
        return ending.Length is 0 or > LongestEnding || !ending.All(char.IsAsciiLetterOrDigit) ? "" : ending.ToLowerInvariant();
    }

    private static string Clean(string given)
    {
        // What stands behind the last separator of either kind; a name that was a path keeps no part of it.
        var cut = given.LastIndexOfAny(['/', '\\']);
        var text = new StringBuilder(given.Length);
        foreach (var rune in given[(cut + 1)..].Normalized().EnumerateRunes())
        {
            var isShown = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            if (!isShown || rune == Rune.ReplacementChar)
            {
                continue;
            }

            text.Append(Rune.IsWhiteSpace(rune) ? " " : rune.Value < 128 && "<>:\"|?*%;'`$&".Contains((char)rune.Value, StringComparison.Ordinal) ? "_" : rune.ToString());
        }

        // A dot at the head hides it, one at the end is dropped by some, and both are no part of a name.
        return text.ToString().Trim(' ', '.', '~');
    }

    private static string Normalized(this string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair: what can be read of it is taken.
            return string.Concat(text.EnumerateRunes().Select(static rune => rune.ToString()));
        }
    }

    private static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
    }
}
