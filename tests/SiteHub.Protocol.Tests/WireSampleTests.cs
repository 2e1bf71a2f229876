using System.Buffers;
using System.Reflection;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Tests;

/// <summary>
/// The approved list of what goes over the wire. Peers of other versions hold these bytes for good: a sample is added, and changed only with a
/// new protocol version.
/// </summary>
public sealed class WireSampleTests
{
    private delegate void Write(IBufferWriter<byte> output);

    private static readonly Dictionary<string, Func<ReadOnlyMemory<byte>, Write>> Readers = new()
    {
        ["batch"] = static m => LinkBatch.Read(m).WriteTo,
        ["answer"] = static m => LinkAnswer.Read(m).WriteTo,
        ["hello"] = static m => LinkHello.Read(m).WriteTo,
        [LinkEventTypes.DocumentChanged] = static m => DocumentChange.Read(m).WriteTo,
        [LinkEventTypes.DocumentSnapshot] = static m => DocumentChange.Read(m).WriteTo,
        [LinkEventTypes.DocumentDeleted] = static m => DocumentRemoval.Read(m).WriteTo,
        [LinkEventTypes.DocumentWithdrawn] = static m => DocumentRemoval.Read(m).WriteTo,
        [LinkEventTypes.SnapshotBegin] = static m => SnapshotBegin.Read(m).WriteTo,
        [LinkEventTypes.SnapshotEnd] = static m => SnapshotEnd.Read(m).WriteTo,
        [LinkEventTypes.SiteResync] = static m => SiteResync.Read(m).WriteTo,
        [LinkEventTypes.SiteCatalogue] = static m => SiteCatalogue.Read(m).WriteTo,
        [LinkEventTypes.EntryUnsendable] = static m => EntryUnsendable.Read(m).WriteTo,
    };

    /// <summary>Their data belongs to actions, people and routes, which are not spoken yet.</summary>
    private static readonly string[] NotSpokenYet =
    [
        LinkEventTypes.ActionProgressed, LinkEventTypes.ActionRequested, LinkEventTypes.ActionWithdrawn,
        LinkEventTypes.PersonDisabled, LinkEventTypes.SessionEnded, LinkEventTypes.DocumentRouted,
    ];

    public static TheoryData<string> Samples => [.. Directory.GetFiles(Fixture.PathOf("Samples")).Select(static f => Path.GetFileNameWithoutExtension(f))];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_read_and_written_is_the_same_byte_for_byte(string sample)
    {
        var text = File.ReadAllText(Fixture.PathOf("Samples", sample + ".json")).TrimEnd('\n');

        var written = new ArrayBufferWriter<byte>();
        Readers[Readers.Keys.Single(kind => $"{sample}.".StartsWith($"{kind}.", StringComparison.Ordinal))](Encoding.UTF8.GetBytes(text))(written);

        Encoding.UTF8.GetString(written.WrittenSpan).ShouldBe(text);
    }

    [Fact]
    public void Every_message_has_a_sample() =>
        Readers.Keys.Where(static kind => !File.Exists(Fixture.PathOf("Samples", kind + ".json"))).ShouldBeEmpty();

    [Fact]
    public void Every_event_type_has_a_sample_or_is_not_spoken_yet()
    {
        var types = typeof(LinkEventTypes).GetFields(BindingFlags.Public | BindingFlags.Static).Where(static f => f.IsLiteral).Select(static f => (string)f.GetRawConstantValue()!);

        types.Except(Readers.Keys).ShouldBe(NotSpokenYet, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_with_a_member_of_a_later_version_reads_the_same(string sample)
    {
        var text = File.ReadAllText(Fixture.PathOf("Samples", sample + ".json")).TrimEnd('\n');
        var read = Readers[Readers.Keys.Single(kind => $"{sample}.".StartsWith($"{kind}.", StringComparison.Ordinal))];

        var written = new ArrayBufferWriter<byte>();
        read(Encoding.UTF8.GetBytes($$"""{"later":[{"seq":-1},null],{{text[1..]}}"""))(written);

        Encoding.UTF8.GetString(written.WrittenSpan).ShouldBe(text);
    }
}
