using System.Text.Json;
using CsCheck;

namespace SiteHub.Protocol.Tests;

/// <summary>JSON as it may come from anywhere: odd numbers, escapes or none, white space, names that nearly collide; and such with a few bytes broken.</summary>
internal static class ArbitraryJson
{
    private static readonly Gen<string> Space = AnyOf("", "", "", " ", "\n", "\t ", "\r\n");

    private static readonly Gen<string> Piece = Gen.OneOf(
        AnyOf("a", "b", "é", "😀", "\u2028", "\\\"", "\\\\", "\\/", "\\n", "\\u0000", "\\u0061", "\\u00e9", "\\ud83d\\ude00", "\\\\ud800", "\\uD83D\\uDE00", "€", "\u0085"),
        Gen.Char['a', 'z'].Select(static c => c.ToString()));

    private static readonly Gen<string> Text = Piece.Array[0, 6].Select(static pieces => $"\"{string.Concat(pieces)}\"");

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Text,
        AnyOf("null", "true", "false", "0", "-0", "1.0", "1.50", "1e2", "1E+400", "0.1e-7", "123456789012345678901234567890"),
        Gen.Long.Select(static n => $"{n}"),
        Gen.Double.Where(double.IsFinite).Select(static n => JsonSerializer.Serialize(n)));

    /// <summary>An object, right in every way, as literal text.</summary>
    public static Gen<string> Object { get; } = ObjectOf(3);

    /// <summary>Bytes of <paramref name="text"/> after up to four things happened to them.</summary>
    public static Gen<byte[]> Broken(Gen<string> text) =>
        from whole in text
        from edits in Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 3], Gen.OneOf(Gen.Byte, AnyOf((byte)'"', (byte)'\\', (byte)'{', (byte)']', (byte)',', (byte)'u', (byte)'d'))).Array[1, 4]
        select edits.Aggregate(Encoding.UTF8.GetBytes(whole), Break);

    public static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<string> ObjectOf(int depth) =>
        from members in Gen.Select(Text, Value(depth - 1), Space).Array[0, 5]
        from space in Space
        select $"{{{space}{string.Join(',', members.DistinctBy(static m => JsonSerializer.Deserialize<string>(m.Item1)).Select(static m => $"{m.Item3}{m.Item1}{m.Item3}:{m.Item2}{m.Item3}"))}}}";

    private static Gen<string> Value(int depth) => depth == 0
        ? Scalar
        : Gen.Frequency(
            (4, Scalar),
            (1, ObjectOf(depth)),
            (1, from items in Value(depth - 1).Array[0, 4] from space in Space select $"[{space}{string.Join($"{space},{space}", items)}]"));

    private static byte[] Break(byte[] bytes, (int At, int How, byte With) edit)
    {
        if (bytes.Length == 0)
        {
            return [edit.With];
        }

        var at = edit.At % bytes.Length;
        return edit.How switch
        {
            0 => [.. bytes[..at], edit.With, .. bytes[at..]],
            1 => [.. bytes[..at], .. bytes[(at + 1)..]],
            2 => [.. bytes[..at], edit.With, .. bytes[(at + 1)..]],
            _ => [.. bytes[..at], .. bytes[..(at / 2)], .. bytes[at..]],
        };
    }
}
