using System.Runtime.InteropServices;
using Fluid.Values;

namespace SiteHub.Delivery.Webhooks;

/// <summary>About how much of a text a value is, without making the text.</summary>
internal static class LiquidSize
{
    private const int Scalar = 40;

    public static double Of(FluidValue value) => value switch
    {
        StringValue text => text.ToStringValue().Length,
        LiquidObject known => JsonMarshal.GetRawUtf8Value(known.Json).Length,
        ArrayValue list => LiquidBounds.Item + list.Values.Sum(static item => LiquidBounds.Item + Of(item)),
        _ => Scalar,
    };

    public static int Count(FluidValue value) => value is ArrayValue list ? list.Values.Count : 1;
}
