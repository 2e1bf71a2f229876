using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Links;

/// <summary>Where one side stands in one direction of the link.</summary>
public sealed record LinkSide(Epoch Epoch, LogPosition Position);

/// <summary>What a side says of itself in <c>POST …/hello</c> and in the answer: which version it speaks, and where it stands both ways.</summary>
/// <param name="Version">major and minor, as in <c>1.0</c></param>
/// <param name="Sends">its own log: the history, and the last entry (the head)</param>
/// <param name="Receives">the peer's log as it knows it: the history, and the last entry that it durably applied (the checkpoint)</param>
public sealed record LinkHello(string Version, LinkSide Sends, LinkSide Receives)
{
    /// <summary>The version that this code speaks.</summary>
    public const string Current = "1.0";

    /// <summary>Neighbours by one minor version understand each other; across major versions nothing is promised.</summary>
    /// <param name="other">the peer's version; anything that is not one is not understood</param>
    public static bool Understands(string? other) =>
        TryVersion(other, out var theirs) && TryVersion(Current, out var ours) && theirs.Major == ours.Major && Math.Abs(theirs.Minor - ours.Minor) <= 1;

    /// <exception cref="LinkMessageException">it is not a greeting; its version may be any, see <see cref="Understands"/></exception>
    public static LinkHello Read(ReadOnlyMemory<byte> body) => StrictReader.ReadObject(body, LinkLimits.MaxDepth, Parse);

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteString("version"u8, Version);
        Write(writer, "sends"u8, Sends);
        Write(writer, "receives"u8, Receives);
        writer.WriteEndObject();
    }

    private static LinkHello Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? version = null;
        LinkSide? sends = null;
        LinkSide? receives = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("version"u8))
            {
                version = reader.Text("a version of at most 16 characters, as 1.0", 16);
            }
            else if (reader.Name.SequenceEqual("sends"u8))
            {
                sends = ParseSide(ref reader);
            }
            else if (reader.Name.SequenceEqual("receives"u8))
            {
                receives = ParseSide(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new LinkHello(reader.Require(version, entered, "version"), reader.Require(sends, entered, "sends"), reader.Require(receives, entered, "receives"));
    }

    private static LinkSide ParseSide(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        Epoch? epoch = null;
        LogPosition? position = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("epoch"u8))
            {
                epoch = reader.Epoch();
            }
            else if (reader.Name.SequenceEqual("position"u8))
            {
                position = reader.Position();
            }
            else
            {
                reader.Skip();
            }
        }

        return new LinkSide(reader.Require(epoch, entered, "epoch"), reader.Require(position, entered, "position"));
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, LinkSide side)
    {
        writer.WriteStartObject(name);
        writer.Write("epoch"u8, side.Epoch);
        writer.Write("position"u8, side.Position);
        writer.WriteEndObject();
    }

    private static bool TryVersion(string? text, out (int Major, int Minor) version)
    {
        version = default;
        return text?.Split('.') is [{ Length: <= 4 } major, { Length: <= 4 } minor]
            && int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out version.Major)
            && int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out version.Minor);
    }
}
