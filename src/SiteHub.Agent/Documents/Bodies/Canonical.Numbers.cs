using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SiteHub.Agent.Documents.DocTypes;

namespace SiteHub.Agent.Documents.Bodies;

/// <summary>Numbers, in fields of numbers.</summary>
internal sealed partial class Canonical
{
    private bool Whole(Field field, ReadOnlySpan<byte> token, JsonTokenType kind, out ReadOnlySpan<byte> stored)
    {
        stored = token;
        if (kind is JsonTokenType.True or JsonTokenType.False)
        {
            stored = kind == JsonTokenType.True ? "1"u8 : "0"u8;
            return true;
        }

        var digits = kind == JsonTokenType.String ? token[1..^1].Trim((byte)' ') : token;
        if (kind == JsonTokenType.String && digits.IsEmpty)
        {
            stored = field.Empty;
            return true;
        }

        if (Utf8Parser.TryParse(digits, out long number, out var used) && used == digits.Length)
        {
            // A number's literal is kept; text is rewritten, for 007 is no JSON number.
            stored = kind == JsonTokenType.Number ? token : Scratch(number);
            return true;
        }

        if (Utf8Parser.TryParse(digits, out decimal value, out used) && used == digits.Length && value == decimal.Truncate(value)
            && value is >= long.MinValue and <= long.MaxValue)
        {
            stored = Scratch((long)value);
            return true;
        }

        return Refuse($"Value for {field.Label} must be a whole number, found {Shown(token)}");
    }

    private bool Fraction(Field field, ReadOnlySpan<byte> token, JsonTokenType kind, out ReadOnlySpan<byte> stored)
    {
        stored = token;
        if (kind is JsonTokenType.True or JsonTokenType.False)
        {
            stored = kind == JsonTokenType.True ? "1.0"u8 : "0.0"u8;
            return true;
        }

        if (kind == JsonTokenType.String)
        {
            token = token[1..^1].Trim((byte)' ');
            if (token.IsEmpty)
            {
                stored = field.Empty;
                return true;
            }

            if (token.Length > LongestNumber || !IsJsonNumber(token))
            {
                return Refuse($"Value for {field.Label} must be a number, found {Shown(stored)}");
            }
        }

        if (token.IndexOfAny("eE"u8) >= 0)
        {
            stored = token;
            return (Utf8Parser.TryParse(token, out double value, out _) && double.IsFinite(value))
                || Refuse($"Value for {field.Label} is too large, found {Shown(token)}");
        }

        stored = token.Contains((byte)'.') ? token : Append(token, ".0"u8);
        return true;
    }

    private bool Flag(Field field, ReadOnlySpan<byte> token, JsonTokenType kind, out ReadOnlySpan<byte> stored)
    {
        var text = kind == JsonTokenType.String ? token[1..^1].Trim((byte)' ') : token;
        stored = "0"u8;
        if (text.IsEmpty || kind == JsonTokenType.False || text.SequenceEqual("0"u8))
        {
            return true;
        }

        stored = "1"u8;
        return kind == JsonTokenType.True || text.SequenceEqual("1"u8) || Refuse($"Value for {field.Label} must be 0 or 1, found {Shown(token)}");
    }

    private static bool IsJsonNumber(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ReadOnlySpan<byte> Scratch(long number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
