using System.Text;
using CsCheck;

namespace SiteHub.Agent.Tests.Resource;

/// <summary>What a client might send that means no good: JSON of any shape, with the fields' own names in it, whole or damaged.</summary>
internal static class AnyInput
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String,
        AnyInput.OneOf("", " ", "2026-11-23", "2026-11-23 10:00:00", "1", "1.5", "Open", "like", "in", "=", "modified", "../..", "'", "\"; --", "%", "Hub Quotation", "Note"));

    private static readonly Gen<string> Key = Gen.OneOf(
        AnyInput.OneOf(
            "name", "docstatus", "modified", "owner", "idx", "doctype", "data", "customer", "items", "item_code", "qty", "status", "grand_total", "amended_from", "title",
            "valid_till", "start_time", "is_urgent", "text", "number", "ratio", "meta", "parent_page", "doc", "docs", "filters", "fields", "fieldname", "value", "order_by"),
        Text);

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Text.Select(Quote),
        Gen.Double.Select(d => double.IsFinite(d) ? d.ToString("R", System.Globalization.CultureInfo.InvariantCulture) : "NaN"),
        Gen.Long.Select(l => l.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        AnyInput.OneOf("null", "true", "false", "0", "1", "2", "-0", "1e400", "1E-400", "00", "\"\\ud800\"", "\"\\udc00x\"", "\"\\u0000\"", "123456789012345678901234567890", "0.10"));

    public static readonly Gen<string> Json = Gen.Recursive<string>((depth, inner) => depth > 4
        ? Scalar
        : Gen.Frequency(
            (3, Scalar),
            (2, inner.Array[0, 4].Select(items => $"[{string.Join(',', items)}]")),
            (3, Gen.Select(Key, inner).Array[0, 5].Select(Object))));

    public static readonly Gen<string> Document = Gen.Select(Key, Json).Array[0, 6].Select(Object);

    /// <summary>Some of it cut off, or with a byte changed.</summary>
    public static readonly Gen<byte[]> Bytes = Gen.Select(Gen.OneOf(Document, Json), Gen.Int[0, 5], Gen.Int[0, 10_000], Gen.Byte, (text, what, place, value) =>
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        switch (what)
        {
            case 0 when bytes.Length > 0:
                bytes[place % bytes.Length] = value;
                break;
            case 1:
                bytes = bytes[..(place % (bytes.Length + 1))];
                break;
        }

        return bytes;
    });

    public static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    private static string Object((string, string)[] members) => $"{{{string.Join(',', members.Select(m => $"{Quote(m.Item1)}:{m.Item2}"))}}}";

    private static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
