namespace SiteHub.Protocol.Conversation;

/// <summary>Where a member's message stands.</summary>
public static class MessageStates
{
    /// <summary>The hub's own: the site has not said anything of it yet.</summary>
    public const string Sending = "sending";

    /// <summary>It is on the document, at the site.</summary>
    public const string Delivered = "delivered";

    /// <summary>It is not, and the reason is for the member; they may try again.</summary>
    public const string Refused = "refused";

    /// <summary>It was on the document, and somebody of the company has deleted it there.</summary>
    public const string Removed = "removed";

    /// <summary>What a site may say.</summary>
    public static IReadOnlyList<string> Told { get; } = [Delivered, Refused, Removed];
}
