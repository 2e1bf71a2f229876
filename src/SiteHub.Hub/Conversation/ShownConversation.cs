using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Conversation;

namespace SiteHub.Hub.Conversation;

/// <summary>What a document's page needs to show the conversation on it.</summary>
/// <param name="Rule">null: no more is written here, and what was stays</param>
/// <param name="Older">leads to what was said before; null: nothing was</param>
/// <param name="Role">what the member is with the customer; null: nothing</param>
/// <param name="Topic">by which the page hears that something was said</param>
internal sealed record ShownConversation(ConversationRule? Rule, IReadOnlyList<MessageView> Messages, string? Older, bool IsOlder, string? Role, string Address, string Topic, string Company, string? Person, Func<DateTimeOffset, string> Moment)
{
    /// <summary>The same form sent twice is one message.</summary>
    public string Key { get; } = Guid.NewGuid().ToString("N");

    public bool IsShown => Rule is not null || Messages.Count > 0 || IsOlder;

    public bool MayWrite => Rule is not null && MemberRoles.Suffices(Role, Rule.Role);

    /// <summary>What was typed and not taken, and why.</summary>
    public string? Typed { get; init; }

    public string? Fault { get; init; }
}
