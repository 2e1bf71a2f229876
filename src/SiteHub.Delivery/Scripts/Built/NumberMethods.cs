using System.Globalization;
using System.Numerics;

namespace SiteHub.Delivery.Scripts;

internal static class NumberMethods
{
    private const int MaxDigits = 100;

    public static Dictionary<string, Method> All { get; } = new(StringComparer.Ordinal) { ["toFixed"] = new("n.toFixed(digits)", 0, 1, ToFixed) };

    private static Value ToFixed(Call call)
    {
        var digits = call.Whole(0);
        if (digits is < 0 or > MaxDigits)
        {
            throw call.Run.Fault($"toFixed takes 0 to {MaxDigits} digits");
        }

        var number = call.On.Number;
        call.Run.PayText(digits + 64);
        return Value.Of(Math.Abs(number) >= 1e21 || double.IsNaN(number) ? NumberText.Of(number) : Fixed(number, (int)digits));
    }

    /// <summary>The nearest to what the number is exactly, and of two the larger one; the platform's own rounds <c>2.5</c> to <c>2</c>.</summary>
    private static string Fixed(double number, int digits)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(number));
        var (exponent, mantissa) = ((int)(bits >> 52), bits & ((1L << 52) - 1));
        (exponent, mantissa) = exponent == 0 ? (-1074, mantissa) : (exponent - 1075, mantissa | (1L << 52));
        var scaled = mantissa * BigInteger.Pow(10, digits);
        var whole = exponent >= 0 ? scaled << exponent : (scaled + (BigInteger.One << (-exponent - 1))) >> -exponent;
        var text = whole.ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        return (number < 0 ? "-" : "") + (digits == 0 ? text : text.Insert(text.Length - digits, "."));
    }
}
