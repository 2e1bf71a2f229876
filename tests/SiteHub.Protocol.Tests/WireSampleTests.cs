using System.Buffers;
using System.Reflection;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Tests;

/// <summary>
/// The approved list of what goes over the wire. Peers of other versions hold these bytes for good: a sample is added, and changed only with a
/// new protocol version.
/// </summary>
public sealed class WireSampleTests
{
    /// <summary>It has nothing to say.</summary>
    private static readonly string[] WithoutSample =
    [
        LinkEventTypes.SiteRotate,
    ];

    public static TheoryData<string> Samples => [.. Directory.GetFiles(Fixture.PathOf("Samples")).Select(static f => Path.GetFileNameWithoutExtension(f))];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_read_and_written_is_the_same_byte_for_byte(string sample)
    {
        var text = File.ReadAllText(Fixture.PathOf("Samples", sample + ".json")).TrimEnd('\n');

        var written = new ArrayBufferWriter<byte>();
        WireReaders.Of(sample)(Encoding.UTF8.GetBytes(text))(written);

        Encoding.UTF8.GetString(written.WrittenSpan).ShouldBe(text);
    }

    [Fact]
    public void Every_message_has_a_sample() =>
        WireReaders.Kinds.Where(static kind => !File.Exists(Fixture.PathOf("Samples", kind + ".json"))).ShouldBeEmpty();

    [Fact]
    public void Every_event_type_has_a_sample_or_has_nothing_to_say_or_is_not_spoken_yet()
    {
        var types = typeof(LinkEventTypes).GetFields(BindingFlags.Public | BindingFlags.Static).Where(static f => f.IsLiteral).Select(static f => (string)f.GetRawConstantValue()!);

        types.Except(WireReaders.Kinds).ShouldBe(WithoutSample, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_with_a_member_of_a_later_version_reads_the_same(string sample)
    {
        var text = File.ReadAllText(Fixture.PathOf("Samples", sample + ".json")).TrimEnd('\n');

        var written = new ArrayBufferWriter<byte>();
        WireReaders.Of(sample)(Encoding.UTF8.GetBytes($$"""{"later":[{"seq":-1},null],{{text[1..]}}"""))(written);

        Encoding.UTF8.GetString(written.WrittenSpan).ShouldBe(text);
    }
}
