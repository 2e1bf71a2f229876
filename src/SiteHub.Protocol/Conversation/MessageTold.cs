using System.Buffers;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Conversation;

/// <summary>Data of <c>message.told</c>: what somebody of the company wrote for the customer on a document, as it now is.</summary>
/// <param name="Message">its id at the site, which never begins with <see cref="MessageLimits.MemberPrefix"/></param>
/// <param name="Version">from 1; rises when it is edited, moved or taken away</param>
/// <param name="DocType">of the document</param>
/// <param name="Name">of the document</param>
/// <param name="Account">whose the document was when it was written: nobody else is shown it</param>
/// <param name="Author">who wrote it, for people</param>
/// <param name="Text">plain; null: it was taken away</param>
/// <param name="At">when it was written</param>
/// <param name="IsNews">something happened; else it is only told again, and nobody is notified</param>
public sealed record MessageTold(string Message, long Version, string DocType, string Name, string Account, string Author, string? Text, DateTimeOffset At, bool IsNews)
{
    /// <exception cref="LinkMessageException">it is not such data</exception>
    public static MessageTold Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDataDepth, Parse);

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteString("message"u8, Message);
        writer.WriteNumber("version"u8, Version);
        writer.WriteString("docType"u8, DocType);
        writer.WriteString("name"u8, Name);
        writer.WriteString("account"u8, Account);
        writer.WriteString("author"u8, Author);
        writer.WriteString("text"u8, Text);
        writer.WriteTime("at"u8, At);
        writer.WriteBoolean("news"u8, IsNews);
        writer.WriteEndObject();
    }

    private static MessageTold Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? message = null;
        long? version = null;
        string? docType = null;
        string? name = null;
        string? account = null;
        string? author = null;
        string? text = null;
        DateTimeOffset? at = null;
        var news = false;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("message"u8))
            {
                message = reader.Text("an id", MessageLimits.MaxId);
                if (message.StartsWith(MessageLimits.MemberPrefix, StringComparison.Ordinal))
                {
                    throw reader.Fault($"an id of the site's own; one that begins with {MessageLimits.MemberPrefix} is a member's");
                }
            }
            else if (reader.Name.SequenceEqual("version"u8))
            {
                version = reader.Integer(1);
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
            else if (reader.Name.SequenceEqual("author"u8))
            {
                author = reader.Text($"a name of 1 to {MessageLimits.MaxAuthor} characters", MessageLimits.MaxAuthor);
            }
            else if (reader.Name.SequenceEqual("text"u8))
            {
                text = reader.IsNull ? null : reader.Text($"a text of 1 to {MessageLimits.MaxText} characters", MessageLimits.MaxText);
            }
            else if (reader.Name.SequenceEqual("at"u8))
            {
                at = reader.Time();
            }
            else if (reader.Name.SequenceEqual("news"u8))
            {
                news = reader.Flag();
            }
            else
            {
                reader.Skip();
            }
        }

        return new MessageTold(
            reader.Require(message, entered, "message"),
            reader.Require(version, entered, "version"),
            reader.Require(docType, entered, "docType"),
            reader.Require(name, entered, "name"),
            reader.Require(account, entered, "account"),
            reader.Require(author, entered, "author"),
            text,
            reader.Require(at, entered, "at"),
            news);
    }
}
