using System.Buffers;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.People;

/// <summary>Data of <c>user.roles</c>: somebody who has roles at the site, or has signed in to its ERP through the hub.</summary>
/// <param name="Issuer">who knows them by that subject; null: the hub itself</param>
/// <param name="Subject">as in the ID token's <c>sub</c></param>
/// <param name="Email">null: none that was verified</param>
/// <param name="Roles">at that site, all of them</param>
/// <param name="At">when the hub told it; what is older than the last of it changes nothing</param>
public sealed record PersonAtSite(string? Issuer, string Subject, string? Email, IReadOnlyList<string> Roles, DateTimeOffset At)
{
    /// <exception cref="LinkMessageException">it is not such data</exception>
    public static PersonAtSite Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDataDepth, Parse);

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteString("issuer"u8, Issuer);
        writer.WriteString("subject"u8, Subject);
        writer.WriteString("email"u8, Email);
        writer.WriteTexts("roles"u8, Roles);
        writer.WriteTime("at"u8, At);
        writer.WriteEndObject();
    }

    private static PersonAtSite Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? issuer = null;
        string? subject = null;
        string? email = null;
        IReadOnlyList<string>? roles = null;
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
            else if (reader.Name.SequenceEqual("email"u8))
            {
                email = reader.TextOrNull();
            }
            else if (reader.Name.SequenceEqual("roles"u8))
            {
                roles = reader.List(static (ref role) => role.Text());
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

        return new PersonAtSite(issuer, reader.Require(subject, entered, "subject"), email, reader.Require(roles, entered, "roles"), reader.Require(at, entered, "at"));
    }
}
