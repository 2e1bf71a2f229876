using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Actions;

/// <summary>Data of <c>action.requested</c>: a member asks for an action. Goes with an actor token, see <see cref="ActorTokens"/>.</summary>
/// <param name="Request">its id, <c>act_…</c>; the same one is done once</param>
/// <param name="Action">the action's name</param>
/// <param name="DocType">of the document, or of what comes of it</param>
/// <param name="Name">the document; null where the action begins without one</param>
/// <param name="Hash">of what the member saw, see <see cref="SeenHash"/>; null where there is no document</param>
/// <param name="Revision">that the member saw; 0 where there is no document</param>
/// <param name="Account">the customer's record at the site, for which the member acts</param>
/// <param name="Member">who asks</param>
/// <param name="Input">what was given, a JSON object, byte for byte as its digest in the token has it</param>
/// <param name="Expires">after that the site does not begin it any more</param>
public sealed record ActionRequested(
    string Request, string Action, string DocType, string? Name, string? Hash, long Revision, string Account, ActionMember Member, ReadOnlyMemory<byte> Input, DateTimeOffset Expires)
{
    /// <summary>What was given besides, in its order; the site fetches them one by one.</summary>
    public IReadOnlyList<GivenFile> Files { get; init; } = [];

    /// <exception cref="LinkMessageException">it is not such data</exception>
    public static ActionRequested Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDataDepth, Parse);

    /// <summary>SHA-256 of the input's bytes, as base64url: binds the token to what was given.</summary>
    public static string DigestOf(ReadOnlySpan<byte> input) => System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(input));

    /// <summary>The same of the files, by their names, sizes and hashes; null: there are none.</summary>
    public static string? DigestOf(IReadOnlyList<GivenFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return files.Count == 0 ? null : DigestOf(JsonSerializer.SerializeToUtf8Bytes(files.SelectMany(static file => new[] { file.Name, file.Size.ToString(System.Globalization.CultureInfo.InvariantCulture), file.Hash })));
    }

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteString("request"u8, Request);
        writer.WriteString("action"u8, Action);
        writer.WriteString("docType"u8, DocType);
        writer.WriteString("name"u8, Name);
        writer.WriteString("hash"u8, Hash);
        writer.WriteNumber("revision"u8, Revision);
        writer.WriteString("account"u8, Account);
        writer.WritePropertyName("member"u8);
        Member.Write(writer);
        writer.WriteRaw("input"u8, Input);
        if (Files.Count > 0)
        {
            writer.WriteStartArray("files"u8);
            foreach (var file in Files)
            {
                file.Write(writer);
            }

            writer.WriteEndArray();
        }

        writer.WriteTime("expires"u8, Expires);
        writer.WriteEndObject();
    }

    private static ActionRequested Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? request = null;
        string? action = null;
        string? docType = null;
        string? name = null;
        string? hash = null;
        long? revision = null;
        string? account = null;
        ActionMember? member = null;
        ReadOnlyMemory<byte>? input = null;
        DateTimeOffset? expires = null;
        List<GivenFile> files = [];
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("request"u8))
            {
                request = reader.Text();
            }
            else if (reader.Name.SequenceEqual("action"u8))
            {
                action = reader.Text();
            }
            else if (reader.Name.SequenceEqual("docType"u8))
            {
                docType = reader.Text();
            }
            else if (reader.Name.SequenceEqual("name"u8))
            {
                name = reader.TextOrNull();
            }
            else if (reader.Name.SequenceEqual("hash"u8))
            {
                hash = reader.TextOrNull();
            }
            else if (reader.Name.SequenceEqual("revision"u8))
            {
                revision = reader.Integer(0);
            }
            else if (reader.Name.SequenceEqual("account"u8))
            {
                account = reader.Text();
            }
            else if (reader.Name.SequenceEqual("member"u8))
            {
                member = ActionMember.Read(ref reader);
            }
            else if (reader.Name.SequenceEqual("input"u8))
            {
                input = reader.RawObject();
            }
            else if (reader.Name.SequenceEqual("files"u8))
            {
                files = reader.List(GivenFile.Read);
                if (files.Count > ActionFiles.MaxMost)
                {
                    throw reader.Fault($"at most {ActionFiles.MaxMost} files");
                }
            }
            else if (reader.Name.SequenceEqual("expires"u8))
            {
                expires = reader.Time();
            }
            else
            {
                reader.Skip();
            }
        }

        return new ActionRequested(
            reader.Require(request, entered, "request"),
            reader.Require(action, entered, "action"),
            reader.Require(docType, entered, "docType"),
            name,
            hash,
            reader.Require(revision, entered, "revision"),
            reader.Require(account, entered, "account"),
            reader.Require(member, entered, "member"),
            reader.Require(input, entered, "input"),
            reader.Require(expires, entered, "expires"))
        {
            Files = files,
        };
    }
}

/// <summary>The person who acts, as the hub knows them.</summary>
/// <param name="Sub">as in the ID token's <c>sub</c></param>
/// <param name="Name">what people call them; null: nothing was said</param>
/// <param name="Email">verified by the hub</param>
public sealed record ActionMember(string Sub, string? Name, string Email)
{
    internal static ActionMember Read(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? sub = null;
        string? name = null;
        string? email = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("sub"u8))
            {
                sub = reader.Text();
            }
            else if (reader.Name.SequenceEqual("name"u8))
            {
                name = reader.TextOrNull();
            }
            else if (reader.Name.SequenceEqual("email"u8))
            {
                email = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return new ActionMember(reader.Require(sub, entered, "sub"), name, reader.Require(email, entered, "email"));
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("sub"u8, Sub);
        writer.WriteString("name"u8, Name);
        writer.WriteString("email"u8, Email);
        writer.WriteEndObject();
    }
}
