using System.Buffers.Text;

namespace SiteHub.Agent.Documents.Bodies;

internal static class SameValue
{
    /// <summary>Whether two stored values mean the same: 10.25 and 10.250 do, and so do null and "".</summary>
    public static bool Of(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (one.SequenceEqual(other) || (IsNothing(one) && IsNothing(other)))
        {
            return true;
        }

        return IsNumber(one) && IsNumber(other)
            && Utf8Parser.TryParse(one, out double a, out var used) && used == one.Length
            && Utf8Parser.TryParse(other, out double b, out used) && used == other.Length
            && a.Equals(b);
    }

    private static bool IsNothing(ReadOnlySpan<byte> value) => value.SequenceEqual("null"u8) || value.SequenceEqual("\"\""u8);

    private static bool IsNumber(ReadOnlySpan<byte> value) => value[0] is (byte)'-' or (>= (byte)'0' and <= (byte)'9');
}
