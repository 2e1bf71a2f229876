using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Conversation;

namespace SiteHub.Operations.Configuration.Reading;

/// <summary>Who may write on a publication's documents, and by which rule the company's own words are for the customer.</summary>
internal static class ConversationReader
{
    private static readonly Dictionary<string, bool> Forms = new(StringComparer.Ordinal) { [ConversationEntry.Comment] = false, [ConversationEntry.Communication] = true };


    private static readonly string[] OfFrappe = ["as", "mark", "sent"];

    public static ConversationEntry? Read(ObjectReader publication)
    {
        if (publication.Object("conversation") is not { } conversation)
        {
            return null;
        }

        var role = conversation.Text("role") ?? MemberRoles.Buyer;
        if (!MemberRoles.All.Contains(role))
        {
            conversation.Fault("role", $"must be one of {Found.List(MemberRoles.All)}", Found.Text(role));
        }

        var readBy = Bounded(conversation, "readBy", ConversationRule.MaxReadBy);
        var asCommunication = conversation.Choice("as", Forms, false);
        var mark = Bounded(conversation, "mark", ConversationRule.MaxMark);
        var sent = conversation.Flag("sent", fallback: asCommunication);
        IReadOnlyList<string> given = [.. OfFrappe.Where(member => conversation.Any(member) is not null)];
        conversation.Close();
        return new ConversationEntry(role, readBy, asCommunication, mark ?? ConversationEntry.DefaultMark, sent) { OfFrappe = given };
    }


    private static string? Bounded(ObjectReader reader, string name, int most)
    {
        var text = reader.Text(name)?.Trim();
        if (text is { Length: 0 } || text?.Length > most)
        {
            reader.Fault(name, $"must have 1 to {most} characters", Found.Text(text));
        }

        return text;
    }
}
