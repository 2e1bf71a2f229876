namespace SiteHub.Protocol.Actions;

/// <summary>Where a request stands. Only the site decides from <see cref="Accepted"/> on.</summary>
public static class ActionStates
{
    /// <summary>The member asked; it is in the hub's log.</summary>
    public const string Requested = "requested";

    /// <summary>The site has it.</summary>
    public const string Sent = "sent";

    /// <summary>The site found it right, and is about to do it.</summary>
    public const string Accepted = "accepted";

    /// <summary>It was done.</summary>
    public const string Completed = "completed";

    /// <summary>The site would not, and says why; nothing was changed.</summary>
    public const string Refused = "refused";

    /// <summary>The site would, and could not; nothing was changed.</summary>
    public const string Failed = "failed";

    /// <summary>It came too late to be begun.</summary>
    public const string Expired = "expired";

    /// <summary>The member took it back in time.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>Whether another system did it cannot be told; a person decides, and it is never tried again by itself.</summary>
    public const string Unknown = "unknown";

    /// <summary>What a site may say.</summary>
    public static IReadOnlyList<string> Told { get; } = [Accepted, Completed, Refused, Failed, Expired, Withdrawn, Unknown];

    /// <summary>States only go forward, to a higher rank; those of the highest are the end.</summary>
    public static int Rank(string state) => state switch
    {
        Requested => 0,
        Sent => 1,
        Accepted => 2,
        Unknown => 3,
        _ => Terminal,
    };

    public const int Terminal = 4;

    public static bool IsOpen(string state) => Rank(state) < Terminal;
}
