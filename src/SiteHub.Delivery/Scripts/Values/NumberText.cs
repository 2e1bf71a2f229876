using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace SiteHub.Delivery.Scripts;

/// <summary>Numbers as texts and texts as numbers, as ECMAScript (6.1.6.1.20 and 7.1.4.1.1) has them.</summary>
internal static class NumberText
{
    private const int PlainDigits = 21;

    private static readonly System.Buffers.SearchValues<char> OfNumbers = System.Buffers.SearchValues.Create("0123456789.eE+-");

    /// <summary>At most some 25 characters.</summary>
    public static string Of(double number)
    {
        if (double.IsNaN(number))
        {
            return "NaN";
        }

        if (double.IsInfinity(number))
        {
            return number > 0 ? "Infinity" : "-Infinity";
        }

        if (number == 0)
        {
            return "0";
        }

        if (Math.Abs(number) < 1e15 && Math.Truncate(number) == number)
        {
            return ((long)number).ToString(CultureInfo.InvariantCulture);
        }

        // The shortest digits that give the number back, and where the point stands.
        var round = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture);
        var e = round.IndexOf('E', StringComparison.Ordinal);
        var mantissa = e < 0 ? round : round[..e];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var before = (point < 0 ? mantissa.Length : point) + (e < 0 ? 0 : int.Parse(round.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        var zeros = digits.Length - digits.TrimStart('0').Length;
        digits = digits[zeros..].TrimEnd('0');
        before -= zeros;
        var text = new StringBuilder(number < 0 ? "-" : "");
        if (before is > 0 and <= PlainDigits)
        {
            text.Append(digits.Length <= before ? digits.PadRight(before, '0') : $"{digits[..before]}.{digits[before..]}");
        }
        else if (before is > -6 and <= 0)
        {
            text.Append("0.").Append('0', -before).Append(digits);
        }
        else
        {
            var exponent = before - 1;
            text.Append(digits[0]).Append(digits.Length > 1 ? "." + digits[1..] : "").Append('e').Append(exponent < 0 ? '-' : '+').Append(Math.Abs(exponent));
        }

        return text.ToString();
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "only digits, signs, a point and an exponent are left")]
    public static double Read(ReadOnlySpan<char> text)
    {
        text = Spaces.Trim(text);
        if (text.Length == 0)
        {
            return 0;
        }

        if (text is "Infinity" or "+Infinity")
        {
            return double.PositiveInfinity;
        }

        if (text is "-Infinity")
        {
            return double.NegativeInfinity;
        }

        if (text.Length > 2 && text[0] == '0' && char.ToLowerInvariant(text[1]) is 'x' or 'o' or 'b')
        {
            return Whole(text[2..], char.ToLowerInvariant(text[1]) switch { 'x' => 16, 'o' => 8, _ => 2 });
        }

        return text.ContainsAnyExcept(OfNumbers) || text.IndexOfAnyInRange('0', '9') < 0 || !double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            ? double.NaN
            : number;
    }

    private static double Whole(ReadOnlySpan<char> digits, int radix)
    {
        var number = 0.0;
        foreach (var digit in digits)
        {
            var value = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : radix;
            if (value >= radix)
            {
                return double.NaN;
            }

            number = (number * radix) + value;
        }

        return number;
    }
}
