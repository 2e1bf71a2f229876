using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fluid;
using Fluid.Values;

namespace SiteHub.Delivery.Webhooks;

/// <summary>A JSON object as a template sees it: members are converted when they are asked for, and its own text is kept.</summary>
internal sealed class LiquidObject(JsonElement json) : FluidValue
{
    public override FluidValues Type => FluidValues.Object;

    public JsonElement Json => json;

    public static FluidValue Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => new LiquidObject(json),
        JsonValueKind.Array => new ArrayValue([.. json.EnumerateArray().Select(Of)]),
        JsonValueKind.String => new StringValue(json.GetString()!),
        JsonValueKind.Number => Number(json),
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        _ => NilValue.Instance,
    };

    public override ValueTask<FluidValue> GetValueAsync(string name, TemplateContext context) =>
        ValueTask.FromResult(Find(name, LiquidBounds.Of(context)));

    public override ValueTask<FluidValue> GetIndexAsync(FluidValue index, TemplateContext context) => GetValueAsync(index.ToStringValue(), context);

    public override IEnumerable<FluidValue> Enumerate(TemplateContext context) =>
        json.EnumerateObject().Select(static m => (FluidValue)new ArrayValue([new StringValue(m.Name), Of(m.Value)]));

    /// <summary>Finding looks through the members, and a list or a text is made anew each time.</summary>
    private FluidValue Find(string name, LiquidBounds bounds)
    {
        bounds.Pay(json.GetPropertyCount());
        if (!json.TryGetProperty(name, out var member))
        {
            return NilValue.Instance;
        }

        bounds.Pay(member.ValueKind is JsonValueKind.Array or JsonValueKind.String ? System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(member).Length : 1);
        return Of(member);
    }

    public override bool Contains(FluidValue value) => json.TryGetProperty(value.ToStringValue(), out _);

    public override bool Equals(FluidValue? other) => other is LiquidObject o && JsonElement.DeepEquals(o.Json, json);

    public override bool ToBooleanValue() => true;

    public override decimal ToNumberValue() => 0;

    public override object ToObjectValue() => json;

    public override string ToStringValue() => json.GetRawText();

    public override async ValueTask WriteToAsync(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo) => await writer.WriteAsync(json.GetRawText());

    public override bool Equals(object? obj) => Equals(obj as FluidValue);

    public override int GetHashCode() => json.GetRawText().GetHashCode(StringComparison.Ordinal);

    /// <summary>A number whose literal a decimal would not give back (1e400, thirty digits) is better a text than another number.</summary>
    private static FluidValue Number(JsonElement json)
    {
        var literal = json.GetRawText();
        return decimal.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == literal
            ? NumberValue.Create(number)
            : new StringValue(literal);
    }
}
