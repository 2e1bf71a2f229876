using System.Globalization;

namespace SiteHub.Delivery.Scripts;

/// <summary>
/// Dates are texts, as documents have them: <c>2026-11-23</c>, or <c>2026-11-23 10:20:30</c> with <c>T</c> for the space, a fraction and an offset if need be. All
/// is UTC, and none of it is now: a script has no clock.
/// </summary>
internal static class Dates
{
    private const int LongestText = 40;
    private const int LongestPattern = 60;

    private static readonly string[] Offsets = ["", "Z", "zzz"];

    private static readonly string[] Forms =
    [
        .. new[] { "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF" }
            .SelectMany(static form => form.Length == 10 ? [form] : Offsets.SelectMany(offset => new[] { form + offset, form.Replace(' ', 'T') + offset }))
            .Select(static form => form.Replace("T", "'T'", StringComparison.Ordinal).Replace("Z", "'Z'", StringComparison.Ordinal)),
    ];

    private static readonly Dictionary<string, Func<DateTime, string>> Fields = new(StringComparer.Ordinal)
    {
        ["yyyy"] = static d => Digits(d.Year, 4), ["yy"] = static d => Digits(d.Year % 100, 2), ["MM"] = static d => Digits(d.Month, 2), ["M"] = static d => Digits(d.Month, 1),
        ["dd"] = static d => Digits(d.Day, 2), ["d"] = static d => Digits(d.Day, 1), ["HH"] = static d => Digits(d.Hour, 2), ["H"] = static d => Digits(d.Hour, 1),
        ["mm"] = static d => Digits(d.Minute, 2), ["ss"] = static d => Digits(d.Second, 2),
    };

    public static Dictionary<string, Method> All { get; } = new(StringComparer.Ordinal)
    {
        ["date"] = new("date(text)", 1, 1, static c => Day(c, Read(c, 0))),
        ["addDays"] = new("addDays(date, days)", 2, 2, static c => Moved(c, static (d, n) => d.AddDays(n))),
        ["addMonths"] = new("addMonths(date, months)", 2, 2, static c => Moved(c, static (d, n) => d.AddMonths((int)n))),
        ["daysBetween"] = new("daysBetween(from, to)", 2, 2, static c => Value.Of((Read(c, 1).Date - Read(c, 0).Date).TotalDays)),
        ["year"] = new("year(date)", 1, 1, static c => Value.Of(Read(c, 0).Year)),
        ["month"] = new("month(date)", 1, 1, static c => Value.Of(Read(c, 0).Month)),
        ["day"] = new("day(date)", 1, 1, static c => Value.Of(Read(c, 0).Day)),
        ["weekday"] = new("weekday(date)", 1, 1, static c => Value.Of(((int)Read(c, 0).DayOfWeek + 6) % 7 + 1)),
        ["time"] = new("time(date)", 1, 1, static c => Value.Of(Math.Floor((Read(c, 0) - DateTime.UnixEpoch).TotalMilliseconds))),
        ["formatDate"] = new("formatDate(date, \"dd.MM.yyyy\")", 2, 2, Format),
    };

    private static DateTime Read(Call call, int index)
    {
        var text = call.Text(index);
        call.Run.PayText(10 * LongestText);
        return text.Length <= LongestText
            && DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at.UtcDateTime
            : throw call.Run.Fault($"\"{(text.Length > LongestText ? text[..LongestText] + "…" : text)}\" is no date; one is written 2026-11-23 or 2026-11-23T10:20:30Z");
    }

    private static Value Day(Call call, DateTime date)
    {
        call.Run.PayText(LongestText);
        return Value.Of(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    private static Value Moved(Call call, Func<DateTime, double, DateTime> move)
    {
        var (date, by) = (Read(call, 0), call.Whole(1));
        try
        {
            return Day(call, Math.Abs(by) < 1e7 ? move(date, by) : throw new ArgumentOutOfRangeException(nameof(call)));
        }
        catch (ArgumentOutOfRangeException)
        {
            throw call.Run.Fault("the date would not be between the years 1 and 9999");
        }
    }

    private static Value Format(Call call)
    {
        var (date, pattern) = (Read(call, 0), call.Text(1));
        if (pattern.Length > LongestPattern)
        {
            throw call.Run.Fault($"the form of a date has at most {LongestPattern} characters");
        }

        call.Run.PayText(10 * pattern.Length);
        var made = new System.Text.StringBuilder();
        for (var at = 0; at < pattern.Length;)
        {
            var end = at + 1;
            while (end < pattern.Length && pattern[end] == pattern[at])
            {
                end++;
            }

            var part = pattern[at..end];
            made.Append(Fields.TryGetValue(part, out var field) ? field(date)
                : char.IsAsciiLetter(part[0]) ? throw call.Run.Fault($"{part} is no part of a date; there are {string.Join(", ", Fields.Keys)}, and what stands between them is no letter")
                : part);
            at = end;
        }

        return Value.Of(made.ToString());
    }

    private static string Digits(int number, int digits) => number.ToString($"D{digits}", CultureInfo.InvariantCulture);
}
