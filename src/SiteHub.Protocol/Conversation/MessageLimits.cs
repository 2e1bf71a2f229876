namespace SiteHub.Protocol.Conversation;

/// <summary>How much a message may be. Whoever sends more is refused; a site that has more of its own sends the beginning.</summary>
public static class MessageLimits
{
    /// <summary>UTF-16 units of a message's text.</summary>
    public const int MaxText = 10_000;

    /// <summary>Of who wrote it.</summary>
    public const int MaxAuthor = 140;

    /// <summary>Of a message's id.</summary>
    public const int MaxId = 200;

    /// <summary>With this begin the ids of what members write, which the hub gives; a site's own ids never do.</summary>
    public const string MemberPrefix = "msg_";
}
