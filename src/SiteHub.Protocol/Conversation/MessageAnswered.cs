using System.Buffers;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Conversation;

/// <summary>Data of <c>message.answered</c>: what became of a member's message at the site.</summary>
/// <param name="Message">which</param>
/// <param name="Attempt">which try of it; an older one than the hub's says nothing</param>
/// <param name="DocType">of the document on which it now is, or was to be</param>
/// <param name="Name">of that document: it follows one that gets another name</param>
/// <param name="State">one of <see cref="MessageStates.Told"/></param>
/// <param name="Reason">for the member; null where there is nothing to explain</param>
/// <param name="At">when</param>
public sealed record MessageAnswered(string Message, long Attempt, string DocType, string Name, string State, string? Reason, DateTimeOffset At)
{
    /// <summary>Where it is only told again: the data of <c>message.written</c> as the site got it, for a hub that has lost it. Null: not told again.</summary>
    public ReadOnlyMemory<byte>? Written { get; init; }

    /// <exception cref="LinkMessageException">it is not such data</exception>
    public static MessageAnswered Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDataDepth, Parse);

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteString("message"u8, Message);
        writer.WriteNumber("attempt"u8, Attempt);
        writer.WriteString("docType"u8, DocType);
        writer.WriteString("name"u8, Name);
        writer.WriteString("state"u8, State);
        writer.WriteString("reason"u8, Reason);
        writer.WriteTime("at"u8, At);
        if (Written is { } written)
        {
            writer.WriteRaw("written"u8, written);
        }

        writer.WriteEndObject();
    }

    private static MessageAnswered Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? message = null;
        long? attempt = null;
        string? docType = null;
        string? name = null;
        string? state = null;
        string? reason = null;
        DateTimeOffset? at = null;
        ReadOnlyMemory<byte>? written = null;
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
            else if (reader.Name.SequenceEqual("state"u8))
            {
                state = reader.Text();
                if (!MessageStates.Told.Contains(state))
                {
                    throw reader.Fault($"one of {string.Join(", ", MessageStates.Told)}");
                }
            }
            else if (reader.Name.SequenceEqual("reason"u8))
            {
                reason = reader.TextOrNull();
            }
            else if (reader.Name.SequenceEqual("at"u8))
            {
                at = reader.Time();
            }
            else if (reader.Name.SequenceEqual("written"u8))
            {
                written = reader.IsNull ? null : reader.RawObject();
            }
            else
            {
                reader.Skip();
            }
        }

        return new MessageAnswered(
            reader.Require(message, entered, "message"),
            reader.Require(attempt, entered, "attempt"),
            reader.Require(docType, entered, "docType"),
            reader.Require(name, entered, "name"),
            reader.Require(state, entered, "state"),
            reason,
            reader.Require(at, entered, "at"))
        {
            Written = written,
        };
    }
}
