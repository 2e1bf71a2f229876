namespace SiteHub.Hub.Notifications;

/// <summary>What members are told of, each as they choose: on the page, and by mail at once, daily or not.</summary>
internal static class NotificationKinds
{
    public const string NewDocument = "document.new";
    public const string Status = "document.status";
    public const string ActionEnded = "action.ended";

    public static IReadOnlyList<string> All { get; } = [NewDocument, Status, ActionEnded];

    public static NotificationChoice Default(string kind) => new(OnPage: true, kind == ActionEnded ? NotificationChoice.None : NotificationChoice.Daily);
}

/// <param name="Mail"><see cref="None"/>, <see cref="Now"/> or <see cref="Daily"/></param>
internal sealed record NotificationChoice(bool OnPage, string Mail)
{
    public const string None = "none";
    public const string Now = "now";
    public const string Daily = "daily";

    public static IReadOnlyList<string> Mails { get; } = [None, Now, Daily];
}
