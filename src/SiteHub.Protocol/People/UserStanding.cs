using System.Buffers;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.People;

/// <summary>Data of <c>user.disabled</c> and <c>user.enabled</c>: whether somebody whom the hub knows may do anything at the site.</summary>
/// <param name="Issuer">who knows them by that subject; null: the hub itself</param>
/// <param name="Subject">as in the ID token's <c>sub</c>; they need not have been at the site yet</param>
/// <param name="At">when the hub decided; what is older than the last decision changes nothing</param>
public sealed record UserStanding(string? Issuer, string Subject, DateTimeOffset At)
{
    /// <exception cref="LinkMessageException">it is not such data</exception>
    public static UserStanding Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDataDepth, Parse);

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteString("issuer"u8, Issuer);
        writer.WriteString("subject"u8, Subject);
        writer.WriteTime("at"u8, At);
        writer.WriteEndObject();
    }

    private static UserStanding Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? issuer = null;
        string? subject = null;
        DateTimeOffset? at = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("issuer"u8))
            {
                issuer = reader.TextOrNull();
            }
            else if (reader.Name.SequenceEqual("subject"u8))
            {
                subject = reader.Text();
            }
            else if (reader.Name.SequenceEqual("at"u8))
            {
                at = reader.Time();
            }
            else
            {
                reader.Skip();
            }
        }

        return new UserStanding(issuer, reader.Require(subject, entered, "subject"), reader.Require(at, entered, "at"));
    }
}
