using System.Globalization;
using System.Text;

namespace SiteHub.Agent.Documents.Bodies;

/// <summary>Dates and times as Frappe spells them: no zone, a space between the two.</summary>
internal static class Moments
{
    private const string Written = "yyyy-MM-dd HH:mm:ss.ffffff";
    private static readonly string[] Forms = [Written, "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFF"];

    /// <summary>As Frappe writes <c>creation</c> and <c>modified</c>; ours are always UTC.</summary>
    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(Written, CultureInfo.InvariantCulture);

    /// <summary>Frappe leaves microseconds away where there are none.</summary>
    public static DateTimeOffset? Read(string text) =>
        DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    public static bool IsDate(ReadOnlySpan<byte> text) =>
        text.Length == 10 && text[4] == '-' && text[7] == '-'
        && Digits(text[..4], out var year) && Digits(text[5..7], out var month) && Digits(text[8..], out var day)
        && year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    /// <summary><c>8:15</c>, <c>08:15:00</c>, <c>08:15:00.123456</c>.</summary>
    public static bool IsTime(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOf((byte)':');
        if (colon is not 1 and not 2 || !Digits(text[..colon], out var hour) || hour > 23)
        {
            return false;
        }

        text = text[(colon + 1)..];
        if (text.Length < 2 || !Digits(text[..2], out var minute) || minute > 59)
        {
            return false;
        }

        text = text[2..];
        return text.IsEmpty
            || (text.Length >= 3 && text[0] == ':' && Digits(text[1..3], out var second) && second <= 59
                && (text.Length == 3 || (text[3] == '.' && text.Length is > 4 and <= 10 && Digits(text[4..], out _))));
    }

    /// <summary>A date alone is midnight; <c>T</c> may stand for the space; a zone is refused, for it would be lost.</summary>
    public static bool IsDateTime(ReadOnlySpan<byte> text) =>
        text.Length >= 10 && IsDate(text[..10]) && (text.Length == 10 || (text[10] is (byte)' ' or (byte)'T' && IsTime(text[11..])));

    private static bool Digits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            number = (number * 10) + (c - '0');
        }

        return text.Length > 0;
    }
}
