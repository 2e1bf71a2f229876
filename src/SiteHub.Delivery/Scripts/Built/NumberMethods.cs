using System.Globalization;

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
        return Value.Of(Math.Abs(number) >= 1e21 || double.IsNaN(number)
            ? NumberText.Of(number)
            : (number == 0 ? 0 : number).ToString($"F{(int)digits}", CultureInfo.InvariantCulture));
    }
}
