using System.Globalization;
using System.Text;

namespace SiteHub.Agent.Documents.Naming;

/// <summary>
/// Frappe's naming series: <c>QTN-.#####</c>, <c>INV-.YYYY.-.####</c>. Parts stand between dots; hashes are the counter's digits,
/// <c>YYYY YY MM DD WW</c> the date, <c>{field}</c> a field's text, all else itself. Every prefix counts by itself.
/// </summary>
internal sealed class SeriesPattern
{
    private const int UsualDigits = 5;

    private readonly string[] _before;
    private readonly string[] _after;
    private readonly int _digits;

    public SeriesPattern(string pattern)
    {
        var parts = pattern.Split('.');
        var counter = Array.FindIndex(parts, part => part.Length > 0 && part.All(c => c == '#'));
        if (counter < 0)
        {
            _before = parts;
            _after = [];
            _digits = UsualDigits;
        }
        else
        {
            _before = parts[..counter];
            _after = parts[(counter + 1)..];
            _digits = parts[counter].Length;
        }
    }

    public string Prefix(DateTimeOffset now, Func<string, string?> field) => Resolve(_before, now, field);

    public string Name(string prefix, long number, DateTimeOffset now, Func<string, string?> field) =>
        string.Concat(prefix, number.ToString(CultureInfo.InvariantCulture).PadLeft(_digits, '0'), Resolve(_after, now, field));

    /// <summary>The number in a name that is this series' own; null in any other.</summary>
    public long? NumberIn(string name, string prefix) =>
        _after.Length == 0 && name.StartsWith(prefix, StringComparison.Ordinal) && name.Length - prefix.Length >= _digits
        && long.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string Resolve(string[] parts, DateTimeOffset now, Func<string, string?> field)
    {
        if (parts.Length <= 1 && (parts.Length == 0 || !IsVariable(parts[0])))
        {
            return parts.Length == 0 ? "" : parts[0];
        }

        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(part switch
            {
                "YYYY" => now.UtcDateTime.ToString("yyyy", CultureInfo.InvariantCulture),
                "YY" => now.UtcDateTime.ToString("yy", CultureInfo.InvariantCulture),
                "MM" => now.UtcDateTime.ToString("MM", CultureInfo.InvariantCulture),
                "DD" => now.UtcDateTime.ToString("dd", CultureInfo.InvariantCulture),
                "WW" => ISOWeek.GetWeekOfYear(now.UtcDateTime).ToString("00", CultureInfo.InvariantCulture),
                ['{', .. var name, '}'] => field(name) ?? "",
                _ => part,
            });
        }

        return text.ToString();
    }

    private static bool IsVariable(string part) => part is "YYYY" or "YY" or "MM" or "DD" or "WW" || part.StartsWith('{');
}
