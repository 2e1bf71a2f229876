using SiteHub.Protocol.Conversation;

namespace SiteHub.Agent.Conversation;

/// <summary>What a document's page needs to show the conversation on it.</summary>
/// <param name="Rule">null: none is led on such documents</param>
/// <param name="MayWrite">here, by the one who looks: not where the documents live elsewhere</param>
/// <param name="IsPublished">the hub has the document</param>
/// <param name="Account">who sees there what is for the customer; null: nobody</param>
internal sealed record ShownConversation(ConversationRule? Rule, IReadOnlyList<StoredMessage> Messages, bool MayWrite, bool IsPublished, string? Account, string DocType, string Name)
{
    /// <summary>What the form sends for a message that the customer is to have.</summary>
    public const string Customer = "customer";

    /// <summary>The same form sent twice is one message.</summary>
    public string Key { get; } = Guid.NewGuid().ToString("N");

    public bool IsShown => Rule is not null || Messages.Count > 0;

    public string? Typed { get; init; }

    public string? Fault { get; init; }
}
