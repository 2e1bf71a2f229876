using System.Globalization;

namespace SiteHub.Protocol.Json;

/// <summary>
/// Half a surrogate pair written as an escape passes the grammar of JSON (RFC 8259, section 8.2) and then breaks in every language in a
/// way of its own: in .NET it throws when the text is read.
/// </summary>
internal static class Surrogates
{
    /// <param name="escaped">the inside of a JSON string whose escapes are well formed</param>
    public static bool AreWhole(ReadOnlySpan<byte> escaped)
    {
        while (escaped.IndexOf((byte)'\\') is var at and >= 0)
        {
            escaped = escaped[at..];
            var unit = Unit(escaped);
            if (char.IsLowSurrogate(unit))
            {
                return false;
            }

            if (char.IsHighSurrogate(unit))
            {
                escaped = escaped[6..];
                if (!char.IsLowSurrogate(Unit(escaped)))
                {
                    return false;
                }
            }

            escaped = escaped[(escaped[1] == 'u' ? 6 : 2)..];
        }

        return true;
    }

    /// <summary>The UTF-16 code unit of a \u escape at the start; U+0000 for anything else.</summary>
    private static char Unit(ReadOnlySpan<byte> escape) =>
        escape is [(byte)'\\', (byte)'u', _, _, _, _, ..] && ushort.TryParse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : '\0';
}
