namespace SiteHub.Delivery.Links;

/// <summary>Why a link does or does not send.</summary>
public static class LinkStates
{
    public const string Active = "active";

    /// <summary>The peer refuses our signature or token; probed every minute.</summary>
    public const string NeedsAuthorization = "needs authorization";

    /// <summary>The peer speaks a protocol version that is not a neighbour of ours.</summary>
    public const string OtherVersion = "other version";

    /// <summary>A second new history within the hour: a person has to look.</summary>
    public const string HistoryInDoubt = "history in doubt";

    /// <summary>An operator stopped its sending, until one resumes it. It still receives.</summary>
    public const string Paused = "paused";

    /// <summary>Its site was taken from the configuration. Logs and checkpoints stay, for when it comes back.</summary>
    public const string Closed = "closed";
}
