using Fluid;
using Fluid.Values;

namespace SiteHub.Delivery.Webhooks;

/// <summary>The filters that there are, each with what it costs: no more than a text or a list of that size comes of it, and it is paid before.</summary>
internal static class LiquidFilters
{
    /// <summary>By what a filter makes of an input of some size with arguments of some size.</summary>
    private static readonly Dictionary<string, Func<FluidValue, FilterArguments, double>> Costs = new(StringComparer.Ordinal)
    {
        ["replace"] = Replacing, ["replace_first"] = Sum, ["remove"] = Sum, ["remove_first"] = Sum, ["append"] = Sum, ["prepend"] = Sum,
        ["capitalize"] = Sum, ["downcase"] = Sum, ["upcase"] = Sum, ["lstrip"] = Sum, ["rstrip"] = Sum, ["strip"] = Sum, ["strip_newlines"] = Sum, ["newline_to_br"] = Six, ["slice"] = Sum,
        ["truncate"] = Sum, ["truncatewords"] = Pieces, ["split"] = Pieces, ["url_encode"] = Nine, ["url_decode"] = Six, ["base64_encode"] = Six, ["escape"] = Six, ["json"] = Six,
        ["join"] = static (input, arguments) => Of(input) + (LiquidSize.Count(input) * (Argument(arguments, 0) + 1)),
        ["concat"] = Sum, ["first"] = One, ["last"] = One, ["map"] = Sum, ["reverse"] = Sum, ["size"] = One, ["where"] = Sum, ["find"] = Sum, ["find_index"] = Sum, ["has"] = Sum, ["reject"] = Sum,
        ["sum"] = Sum, ["compact"] = Sum, ["uniq"] = Sorting, ["sort"] = Sorting, ["sort_natural"] = Sorting,
        ["abs"] = One, ["at_least"] = Sum, ["at_most"] = Sum, ["ceil"] = One, ["floor"] = One, ["divided_by"] = Sum, ["minus"] = Sum, ["plus"] = Sum, ["times"] = Sum, ["modulo"] = Sum, ["round"] = Sum,
        ["default"] = Sum, ["date"] = Date, ["raw"] = One, ["sha256"] = Sum, ["hmac_sha256"] = Sum,
    };

    public static IEnumerable<string> Names => Costs.Keys.Order(StringComparer.Ordinal);

    public static bool Has(string name) => Costs.ContainsKey(name);

    /// <summary>Puts the price before each. The others are refused when a template is read.</summary>
    public static void Apply(TemplateOptions options)
    {
        foreach (var (name, cost) in Costs)
        {
            if (options.Filters.TryGetValue(name, out var plain))
            {
                options.Filters.AddFilter(name, (input, arguments, context) =>
                {
                    LiquidBounds.Of(context).Pay(LiquidBounds.Item + cost(input, arguments));
                    return plain(input, arguments, context);
                });
            }
        }
    }

    private static double Of(FluidValue value) => LiquidSize.Of(value);

    private static double Argument(FilterArguments arguments, int index) => index < arguments.Count ? Of(arguments.At(index)) : 0;

    /// <summary>The sizes, twice: what is read and what is made.</summary>
    private static double Sum(FluidValue input, FilterArguments arguments)
    {
        var size = Of(input);
        for (var i = 0; i < arguments.Count; i++)
        {
            size += Of(arguments.At(i));
        }

        return 2 * size;
    }

    private static double One(FluidValue input, FilterArguments arguments) => input is ArrayValue ? LiquidBounds.Item : Of(input);

    /// <summary><c>&quot;</c> for one character, and the like.</summary>
    private static double Six(FluidValue input, FilterArguments arguments) => 6 * Sum(input, arguments);

    private static double Nine(FluidValue input, FilterArguments arguments) => 9 * Sum(input, arguments);

    private static double Pieces(FluidValue input, FilterArguments arguments) =>
        Sum(input, arguments) + (2 * LiquidBounds.Item * (1 + (Of(input) / Math.Max(1, Argument(arguments, 0)))));

    private static double Replacing(FluidValue input, FilterArguments arguments) =>
        Sum(input, arguments) + ((1 + (Of(input) / Math.Max(1, Argument(arguments, 0)))) * Argument(arguments, 1));

    private static double Sorting(FluidValue input, FilterArguments arguments) => Sum(input, arguments) * (1 + Math.Log2(1 + LiquidSize.Count(input)));

    /// <summary>A directive may carry a width, which makes any number of characters of three.</summary>
    private static double Date(FluidValue input, FilterArguments arguments)
    {
        var form = arguments.Count > 0 ? arguments.At(0).ToStringValue() : "";
        var digits = 0;
        foreach (var c in form)
        {
            digits = char.IsAsciiDigit(c) ? digits + 1 : 0;
            if (digits > 2)
            {
                throw new InvalidOperationException("the form of a date has no number of more than two digits");
            }
        }

        return Sum(input, arguments) + (200 * form.Length);
    }
}
