using System.Globalization;
using System.Text.Json;

namespace SiteHub.Protocol.Json;

/// <summary>Times and dates as they stand on the wire: RFC 3339, always UTC when written, no trailing zeros in the fraction.</summary>
internal static class Timestamps
{
    public static bool HasOffset(ReadOnlySpan<byte> text) =>
        text.Length >= 20 && text[10] == 'T' && (text[^1] == 'Z' || (text[^3] == ':' && text[^6] is (byte)'+' or (byte)'-'));

    public static bool TryDate(ReadOnlySpan<byte> text, out DateOnly date)
    {
        date = default;
        Span<char> chars = stackalloc char[10];
        return text.Length == 10
            && System.Text.Ascii.ToUtf16(text, chars, out _) is System.Buffers.OperationStatus.Done
            && DateOnly.TryParseExact(chars, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
    }

    public static void WriteTime(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        // 2026-11-23T20:44:41.6460000Z
        Span<byte> text = stackalloc byte[28];
        time.UtcDateTime.TryFormat(text, out var length, "O", CultureInfo.InvariantCulture);
        var end = text[..(length - 1)].LastIndexOfAnyExcept((byte)'0') + 1;
        end = text[end - 1] == '.' ? end - 1 : Math.Max(end, 20);
        text[end] = (byte)'Z';
        writer.WriteString(name, text[..(end + 1)]);
    }

    public static void WriteDate(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateOnly? date)
    {
        if (date is { } day)
        {
            Span<byte> text = stackalloc byte[10];
            day.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
            writer.WriteString(name, text);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
