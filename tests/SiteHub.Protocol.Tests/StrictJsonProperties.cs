using System.Text.Json;
using CsCheck;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Tests;

public sealed class StrictJsonProperties
{
    private static readonly Action<ReadOnlyMemory<byte>>[] Readers =
    [
        static m => LinkBatch.Read(m), static m => LinkAnswer.Read(m), static m => LinkHello.Read(m), static m => DocumentChange.Read(m), static m => DocumentRemoval.Read(m),
        static m => SnapshotBegin.Read(m), static m => SnapshotEnd.Read(m), static m => SiteResync.Read(m), static m => SiteCatalogue.Read(m), static m => EntryUnsendable.Read(m),
    ];

    private static readonly Gen<string> Samples = ArbitraryJson.AnyOf<string>([.. Directory.GetFiles(Fixture.PathOf("Samples")).Order().Select(File.ReadAllText)]);

    [Fact]
    public void Data_goes_through_a_batch_byte_for_byte() =>
        Gen.Select(ArbitraryJson.Object.Array[0, 8], Gen.Long[0, 1L << 50]).Sample(static (objects, after) =>
        {
            var events = objects.Select((text, i) => new LinkEvent(after + 1 + i, $"evt_{i}", "document.changed", DateTimeOffset.UnixEpoch, Json.Bytes(text))).ToList();
            var written = Json.Written(new LinkBatch(new Epoch(1, "e"), new LogPosition(after, after == 0 ? null : "x"), events, null).WriteTo);

            var read = LinkBatch.Read(Json.Bytes(written));

            read.Events.Select(static e => Json.Text(e.Data)).ShouldBe(objects);
            read.Events.Select(static e => e.Seq).ShouldBe(events.Select(static e => e.Seq));
        });

    [Fact]
    public void A_document_goes_through_its_data_byte_for_byte() =>
        Gen.Select(ArbitraryJson.Object, Gen.String, Gen.Decimal, Gen.DateTimeOffset).Sample(static (doc, text, amount, time) =>
        {
            // A text of .NET may hold half a surrogate pair; it goes out as U+FFFD.
            var name = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes("n" + text));
            var change = new DocumentChange(
                "Quotation", name, 1, 0, ["on_update", name], 1, time, name, ContentHash.Of(Json.Bytes(doc).Span), new DocumentOrigin(name, "evt", [name, "b"]), name, null,
                new DocumentCard(text, null, amount, "EUR", DateOnly.FromDateTime(time.UtcDateTime), null), Json.Bytes(doc));

            var read = DocumentChange.Read(Json.Bytes(Json.Written(change.WriteTo)));

            Json.Text(read.Doc).ShouldBe(doc);
            (read.Name, read.ModifiedBy, read.Account, read.Modified, read.Card.Amount, read.Hash).ShouldBe((name, name, name, time.ToUniversalTime(), amount, change.Hash));
            read.Card.Date.ShouldBe(change.Card.Date);
            read.Origin.Path.ShouldBe([name, "b"]);
            read.Events.ShouldBe(["on_update", name]);
        });

    [Fact]
    public void Arbitrary_bytes_are_refused_as_a_message_and_never_break_anything() => Gen.Byte.Array[0, 200].Sample(static bytes => Read(bytes));

    [Fact]
    public void Broken_messages_are_refused_as_a_message_and_never_break_anything() =>
        ArbitraryJson.Broken(Samples).Sample(static bytes => Read(bytes), iter: 2_000);

    [Fact]
    public void Arbitrary_objects_are_read_or_refused_as_a_message() => ArbitraryJson.Object.Sample(static text => Read(Encoding.UTF8.GetBytes(text)));

    /// <summary>The framework's own document model, asked for strictness and then for each text, must agree about every input.</summary>
    [Fact]
    public void What_is_refused_is_exactly_what_a_strict_reader_cannot_read() =>
        Gen.OneOf(ArbitraryJson.Broken(ArbitraryJson.Object), ArbitraryJson.Object.Select(Encoding.UTF8.GetBytes), ArbitraryJson.Broken(Samples)).Sample(
            static bytes => StrictJson.TryCheck(bytes, 8, out var fault).ShouldBe(IsReadable(bytes), fault),
            iter: 5_000);

    private static void Read(byte[] message)
    {
        foreach (var read in Readers)
        {
            try
            {
                read(message);
            }
            catch (LinkMessageException e)
            {
                e.Message.ShouldContain(", expected ");
                e.Message.Any(char.IsControl).ShouldBeFalse(e.Message);
            }
        }
    }

    private static bool IsReadable(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            Visit(document.RootElement);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void Visit(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    Visit(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Visit(item);
                }

                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
        }
    }
}
