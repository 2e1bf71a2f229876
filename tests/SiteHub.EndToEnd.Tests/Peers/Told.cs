using System.Buffers;
using System.Text;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.EndToEnd.Tests.Peers;

/// <summary>Entries as a site would write them.</summary>
internal static class Told
{
    public static DateTimeOffset Noon { get; } = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A Quotation at one revision.</summary>
    public static LinkEvent Change(long seq, string name, long revision, string? id = null, string? body = null, string? hash = null) =>
        Entry(seq, LinkEventTypes.DocumentChanged, Document(name, revision, body, hash).WriteTo, id);

    public static LinkEvent Deletion(long seq, string name, long revision) => Entry(
        seq,
        LinkEventTypes.DocumentDeleted,
        new DocumentRemoval("Quotation", name, revision, 0, [DocEvents.OnTrash], Noon, "Administrator", new DocumentOrigin("acme", $"evt_{seq}", ["acme"]), null, "CUST-0001").WriteTo);

    /// <summary>The first revisions of so many documents, in order.</summary>
    public static IReadOnlyList<LinkEvent> Changes(long from, long to, string prefix = "QTN-") =>
        [.. Enumerable.Range((int)from, (int)(to - from + 1)).Select(seq => Change(seq, $"{prefix}{seq}", 1))];

    public static LogPosition Position(this LinkEvent entry) => new(entry.Seq, entry.Id);

    public static LinkEvent Entry(long seq, string type, Action<IBufferWriter<byte>> write, string? id = null)
    {
        var data = new ArrayBufferWriter<byte>();
        write(data);
        return new LinkEvent(seq, id ?? $"evt_{seq}", type, Noon.AddSeconds(seq), data.WrittenMemory);
    }

    private static DocumentChange Document(string name, long revision, string? body, string? hash)
    {
        var doc = Encoding.UTF8.GetBytes(body ?? $$"""{"name":"{{name}}","revised":{{revision}}}""");
        return new DocumentChange(
            "Quotation",
            name,
            revision,
            0,
            [DocEvents.OnUpdate],
            1,
            Noon.AddMinutes(revision),
            "Administrator",
            hash ?? ContentHash.Of(doc),
            new DocumentOrigin("acme", $"evt_{name}_{revision}", ["acme"]),
            "CUST-0001",
            null,
            DocumentCard.Empty,
            doc);
    }
}
