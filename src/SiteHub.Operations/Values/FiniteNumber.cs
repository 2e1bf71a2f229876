using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SiteHub.Operations.Values;

/// <summary>
/// A number as others write it: with a point, with an exponent where need be, and finite. <see cref="double"/> by itself takes "NaN" and "Infinity"
/// whatever styles are asked for, which no JSON can hold, no comparison finds and no length of time takes.
/// </summary>
public static class FiniteNumber
{
    [SuppressMessage("ApiDesign", "RS0030", Justification = "the one place for it")]
    public static bool TryParse(string? text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
