using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Html;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Customers;

/// <summary>Values as people read them: by their language, and by the document's currency.</summary>
internal static class Shown
{
    /// <summary>Currencies whose smallest unit is not a hundredth (ISO 4217).</summary>
    private static readonly Dictionary<string, int> Decimals = new(StringComparer.Ordinal)
    {
        ["JPY"] = 0, ["KRW"] = 0, ["VND"] = 0, ["CLP"] = 0, ["ISK"] = 0, ["XAF"] = 0, ["XOF"] = 0, ["BHD"] = 3, ["KWD"] = 3, ["OMR"] = 3, ["JOD"] = 3, ["TND"] = 3,
    };

    public static string Amount(string? amount, string? currency) =>
        decimal.TryParse(amount, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? Money(value, currency) : amount ?? "";

    private static string Money(IFormattable value, string? currency)
    {
        var places = currency is not null && Decimals.TryGetValue(currency, out var known) ? known : 2;
        var number = value.ToString("N" + places.ToString(CultureInfo.InvariantCulture), CultureInfo.CurrentCulture);
        return currency is null ? number : $"{number} {currency}";
    }

    /// <summary>A sum: of numbers that a decimal holds, and so perhaps more than that.</summary>
    public static string Sum(double value, string? currency) => Money(value, currency);

    public static string Date(string? date) => DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day.ToString("d", CultureInfo.CurrentCulture) : date ?? "";

    /// <param name="value">as the site sent it</param>
    /// <param name="type">the site's word for its kind; null: a text</param>
    /// <param name="currency">of the document</param>
    public static string Value(JsonElement value, string? type, string? currency) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.Number when type == "Currency" => Amount(value.GetRawText(), currency),
        JsonValueKind.Number when type == "Check" => value.GetRawText() is "0" ? "–" : "✓",
        JsonValueKind.Number when value.TryGetDecimal(out var number) => number.ToString("#,0.######", CultureInfo.CurrentCulture) + (type == "Percent" ? " %" : ""),
        JsonValueKind.String when type == "Date" => Date(value.GetString()),
        JsonValueKind.String when IsRich(type) => RichText.Plain(value.GetString()!),
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "✓",
        JsonValueKind.False => "–",
        _ => value.GetRawText(),
    };

    public static bool IsRich(string? type) => type == "Text Editor";

    /// <summary>Rich text with its paragraphs, lists, links and emphasis, put into a page as it is.</summary>
    public static IHtmlContent Rich(JsonElement value, SafeHtmlPage page) => new HtmlString(value.ValueKind == JsonValueKind.String ? page.Of(value.GetString()!) : "");

    public static bool IsNumber(string? type) => type is "Currency" or "Float" or "Int" or "Percent";
}
