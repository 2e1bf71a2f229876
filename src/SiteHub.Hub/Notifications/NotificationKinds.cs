namespace SiteHub.Hub.Notifications;

/// <summary>What members are told of, each as they choose: on the page, and by mail at once, daily or not.</summary>
internal static class NotificationKinds
{
    public const string NewDocument = "document.new";
    public const string Status = "document.status";
    public const string Message = "message";
    public const string ActionEnded = "action.ended";

    public static IReadOnlyList<string> All { get; } = [NewDocument, Status, Message, ActionEnded];

    /// <summary>Under which a member's choice for documents of one kind is kept, in place of those for all.</summary>
    public static string Of(string documentKind) => $"of.{documentKind}";

    public static NotificationChoice Default(string kind) => new(OnPage: true, kind switch
    {
        ActionEnded => NotificationChoice.None,
        Message => NotificationChoice.Now,
        _ => NotificationChoice.Daily,
    });
}

/// <param name="Mail"><see cref="None"/>, <see cref="Now"/> or <see cref="Daily"/></param>
internal sealed record NotificationChoice(bool OnPage, string Mail)
{
    public const string None = "none";
    public const string Now = "now";
    public const string Daily = "daily";

    public static IReadOnlyList<string> Mails { get; } = [None, Now, Daily];

    /// <summary>Not at all, on the page, and on the page and by mail: what is chosen in one go for one kind of document.</summary>
    public static IReadOnlyDictionary<string, NotificationChoice> Ways { get; } = new Dictionary<string, NotificationChoice>
    {
        ["never"] = new(OnPage: false, None), ["page"] = new(OnPage: true, None), [Now] = new(OnPage: true, Now), [Daily] = new(OnPage: true, Daily),
    };

    public static string? WayOf(NotificationChoice? choice) => Ways.Where(way => way.Value == choice).Select(static way => way.Key).FirstOrDefault();
}
