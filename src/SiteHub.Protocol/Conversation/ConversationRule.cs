using System.Text.Json;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Conversation;

/// <summary>Who may write on a DocType's documents, and what of the company's own words is for the customer. One for each publication, shown to both sides.</summary>
/// <param name="Role">the least that a member must be to write: one of <see cref="MemberRoles.All"/></param>
public sealed record ConversationRule(string Role)
{
    public const int MaxMark = 40;

    public const int MaxReadBy = 140;

    /// <summary>What the company writes on a document is for the customer if it begins with this; null: no mark makes it so.</summary>
    public string? Mark { get; init; }

    /// <summary>Mails that the company sends from the document are for the customer.</summary>
    public bool Sent { get; init; }

    /// <summary>The company's people choose it each time, where they write.</summary>
    public bool Chosen { get; init; }

    /// <summary>Who there reads what members write, for people; null: the site does not say.</summary>
    public string? ReadBy { get; init; }

    internal static ConversationRule Read(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? role = null;
        string? mark = null;
        var sent = false;
        var chosen = false;
        string? readBy = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("role"u8))
            {
                role = reader.Text();
                if (!MemberRoles.All.Contains(role))
                {
                    throw reader.Fault($"one of {string.Join(", ", MemberRoles.All)}");
                }
            }
            else if (reader.Name.SequenceEqual("mark"u8))
            {
                mark = reader.IsNull ? null : reader.Text($"a text of 1 to {MaxMark} characters", MaxMark);
            }
            else if (reader.Name.SequenceEqual("sent"u8))
            {
                sent = reader.Flag();
            }
            else if (reader.Name.SequenceEqual("chosen"u8))
            {
                chosen = reader.Flag();
            }
            else if (reader.Name.SequenceEqual("readBy"u8))
            {
                readBy = reader.IsNull ? null : reader.Text($"a text of 1 to {MaxReadBy} characters", MaxReadBy);
            }
            else
            {
                reader.Skip();
            }
        }

        return new ConversationRule(reader.Require(role, entered, "role")) { Mark = mark, Sent = sent, Chosen = chosen, ReadBy = readBy };
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("conversation"u8);
        writer.WriteString("role"u8, Role);
        writer.WriteString("mark"u8, Mark);
        writer.WriteBoolean("sent"u8, Sent);
        writer.WriteBoolean("chosen"u8, Chosen);
        writer.WriteString("readBy"u8, ReadBy);
        writer.WriteEndObject();
    }
}
