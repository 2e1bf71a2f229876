using System.Buffers;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Conversation;

/// <summary>Data of <c>message.written</c>: a member wrote something on a document. Goes with a token, see <see cref="ActorTokens"/>.</summary>
/// <param name="Message">its id, <c>msg_…</c>; the same one is said once at the site</param>
/// <param name="Attempt">from 1; rises when the member tries one again that was refused</param>
/// <param name="DocType">of the document</param>
/// <param name="Name">of the document</param>
/// <param name="Account">the customer's record at the site, for which the member writes</param>
/// <param name="Member">who writes</param>
/// <param name="Text">plain, lines ended by <c>\n</c>, at most <see cref="MessageLimits.MaxText"/></param>
/// <param name="At">when it was written</param>
public sealed record MessageWritten(string Message, long Attempt, string DocType, string Name, string Account, ActionMember Member, string Text, DateTimeOffset At)
{
    /// <summary>The hub's own mark on it, of which a site understands nothing: by it the hub knows its own words again, should it have lost them. Null: not marked yet.</summary>
    public string? Seal { get; init; }

    /// <exception cref="LinkMessageException">it is not such data</exception>
    public static MessageWritten Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDataDepth, Parse);

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteString("message"u8, Message);
        writer.WriteNumber("attempt"u8, Attempt);
        writer.WriteString("docType"u8, DocType);
        writer.WriteString("name"u8, Name);
        writer.WriteString("account"u8, Account);
        writer.WritePropertyName("member"u8);
        Member.Write(writer);
        writer.WriteString("text"u8, Text);
        writer.WriteTime("at"u8, At);
        if (Seal is not null)
        {
            writer.WriteString("seal"u8, Seal);
        }

        writer.WriteEndObject();
    }

    private static MessageWritten Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? message = null;
        long? attempt = null;
        string? docType = null;
        string? name = null;
        string? account = null;
        ActionMember? member = null;
        string? text = null;
        DateTimeOffset? at = null;
        string? seal = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("message"u8))
            {
                message = reader.Text("an id", MessageLimits.MaxId);
            }
            else if (reader.Name.SequenceEqual("attempt"u8))
            {
                attempt = reader.Integer(1);
            }
            else if (reader.Name.SequenceEqual("docType"u8))
            {
                docType = reader.Text();
            }
            else if (reader.Name.SequenceEqual("name"u8))
            {
                name = reader.Text();
            }
            else if (reader.Name.SequenceEqual("account"u8))
            {
                account = reader.Text();
            }
            else if (reader.Name.SequenceEqual("member"u8))
            {
                member = ActionMember.Read(ref reader);
            }
            else if (reader.Name.SequenceEqual("text"u8))
            {
                text = reader.Text($"a text of 1 to {MessageLimits.MaxText} characters", MessageLimits.MaxText);
            }
            else if (reader.Name.SequenceEqual("at"u8))
            {
                at = reader.Time();
            }
            else if (reader.Name.SequenceEqual("seal"u8))
            {
                seal = reader.IsNull ? null : reader.Text("a seal", MessageLimits.MaxId);
            }
            else
            {
                reader.Skip();
            }
        }

        return new MessageWritten(
            reader.Require(message, entered, "message"),
            reader.Require(attempt, entered, "attempt"),
            reader.Require(docType, entered, "docType"),
            reader.Require(name, entered, "name"),
            reader.Require(account, entered, "account"),
            reader.Require(member, entered, "member"),
            reader.Require(text, entered, "text"),
            reader.Require(at, entered, "at"))
        {
            Seal = seal,
        };
    }
}
