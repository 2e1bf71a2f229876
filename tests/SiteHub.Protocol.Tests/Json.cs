using System.Buffers;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Tests;

/// <summary>Texts to bytes and back, and a batch around whatever data a test is about.</summary>
internal static class Json
{
    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Text(output.WrittenMemory);
    }

    public static string Event(long seq, string data = "{}") =>
        $$"""{"seq":{{seq}},"id":"evt_{{seq}}","type":"document.changed","timestamp":"2026-11-23T20:44:41.646Z","data":{{data}}}""";

    public static string Batch(params string[] events) =>
        $$"""{"epoch":{"number":3,"id":"ep_1"},"after":{"seq":1200,"id":"evt_1200"},"events":[{{string.Join(',', events)}}]}""";

    /// <summary>How a batch with this text is refused.</summary>
    public static LinkMessageException Refused(string batch) => Should.Throw<LinkMessageException>(() => LinkBatch.Read(Bytes(batch)));
}
