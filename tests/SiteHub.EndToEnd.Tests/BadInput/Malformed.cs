using System.IO.Compression;

namespace SiteHub.EndToEnd.Tests.BadInput;

/// <summary>Bodies that no honest sender composes.</summary>
internal static class Malformed
{
    /// <summary>Text by text, what it stands for; the name is the test's.</summary>
    public static IReadOnlyDictionary<string, byte[]> Bodies { get; } = new Dictionary<string, byte[]>
    {
        ["nothing"] = [],
        ["white space"] = "  \n "u8.ToArray(),
        ["a list"] = "[]"u8.ToArray(),
        ["a text"] = "\"batch\""u8.ToArray(),
        ["half an object"] = "{\"epoch\":"u8.ToArray(),
        ["two objects"] = [.. Whole(Data), .. Whole(Data)],
        ["a comment"] = [.. "/* hello */"u8, .. Whole(Data)],
        ["a byte order mark"] = [0xEF, 0xBB, 0xBF, .. Whole(Data)],
        ["a member twice"] = Whole(Data, extra: ",\"epoch\":{\"number\":1,\"id\":\"e\"}"),
        ["a member twice, once in escapes"] = Whole(Data, extra: ",\"\\u0065poch\":{\"number\":1,\"id\":\"e\"}"),
        ["a member twice in a document"] = Whole("{\"doc\":{\"total\":1,\"total\":2}}"),
        ["10,000 levels of lists"] = Whole($"{{\"doc\":{new string('[', 10_000)}{new string(']', 10_000)}}}"),
        ["10,000 levels of objects"] = Whole($"{{\"doc\":{string.Concat(Enumerable.Repeat("{\"a\":", 10_000))}1{new string('}', 10_000)}}}"),
        ["10,000 levels that nobody closes"] = Encoding.ASCII.GetBytes(new string('[', 10_000)),
        ["NaN"] = Whole("{\"doc\":{\"total\":NaN}}"),
        ["Infinity"] = Whole("{\"doc\":{\"total\":-Infinity}}"),
        ["a number with a leading zero"] = Whole("{\"doc\":{\"total\":01}}"),
        ["half a surrogate pair, the high one"] = Whole("{\"doc\":{\"title\":\"\\ud83d\"}}"),
        ["half a surrogate pair, the low one"] = Whole("{\"doc\":{\"title\":\"\\ude00\"}}"),
        ["half a surrogate pair as a name"] = Whole("{\"doc\":{\"\\ud83d\":1}}"),
        ["bytes that are not UTF-8"] = Splice(Whole("{\"doc\":{\"title\":\"@\"}}"), 0xFF),
        ["an overlong slash"] = Splice(Whole("{\"doc\":{\"title\":\"@\"}}"), 0xC0, 0xAF),
        ["a surrogate in UTF-8"] = Splice(Whole("{\"doc\":{\"title\":\"@\"}}"), 0xED, 0xA0, 0x80),
        ["a control character in a text"] = Splice(Whole("{\"doc\":{\"title\":\"@\"}}"), 0x00),
        ["no events"] = Envelope(""),
        ["events that are no list"] = Encoding.UTF8.GetBytes("{\"epoch\":{\"number\":1,\"id\":\"e\"},\"after\":{\"seq\":0,\"id\":null},\"events\":{}}"),
        ["no epoch"] = Encoding.UTF8.GetBytes("{\"after\":{\"seq\":0,\"id\":null},\"events\":[]}"),
        ["501 events"] = Envelope(string.Join(',', Enumerable.Range(1, 501).Select(seq => Event($"{seq}", "{}")))),
        ["a gap between the events"] = Envelope(Event("1", "{}") + "," + Event("3", "{}")),
        ["a sequence below nought"] = Envelope(Event("-1", "{}")),
        ["a sequence that is a fraction"] = Envelope(Event("1.5", "{}")),
        ["a sequence beyond all numbers"] = Envelope(Event("1e999", "{}")),
        ["a sequence as text"] = Envelope(Event("\"1\"", "{}")),
        ["data that is no object"] = Envelope(Event("1", "[]")),
        ["an id of a megabyte"] = Envelope(Event("1", "{}", new string('x', 1 << 20))),
        ["a time that is none"] = Envelope(Event("1", "{}", at: "yesterday")),
    };

    /// <summary>A batch whose one event has this data.</summary>
    public static byte[] Whole(string data, string extra = "") => Envelope(Event("1", data), extra);

    public static byte[] Pack(byte[] body, string encoding)
    {
        using var packed = new MemoryStream();
        using (Stream stream = encoding == "br" ? new BrotliStream(packed, CompressionLevel.Fastest) : new GZipStream(packed, CompressionLevel.Fastest))
        {
            stream.Write(body);
        }

        return packed.ToArray();
    }

    private const string Data = "{\"doc\":{}}";

    private static byte[] Envelope(string events, string extra = "") =>
        Encoding.UTF8.GetBytes($"{{\"epoch\":{{\"number\":1,\"id\":\"ep_1\"}},\"after\":{{\"seq\":0,\"id\":null}},\"events\":[{events}]{extra}}}");

    private static string Event(string seq, string data, string id = "evt_1", string at = "2026-11-24T12:00:00Z") =>
        $"{{\"seq\":{seq},\"id\":\"{id}\",\"type\":\"document.changed\",\"timestamp\":\"{at}\",\"data\":{data}}}";

    /// <summary>Puts bytes in the place of the @.</summary>
    private static byte[] Splice(byte[] body, params byte[] bytes)
    {
        var at = Array.IndexOf(body, (byte)'@');
        return [.. body[..at], .. bytes, .. body[(at + 1)..]];
    }
}
