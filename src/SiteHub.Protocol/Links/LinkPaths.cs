namespace SiteHub.Protocol.Links;

/// <summary>Where a side takes the messages of a link. The link's name is the site's slug, on both sides.</summary>
public static class LinkPaths
{
    /// <summary>The header in which each side states the protocol version that it speaks, see <see cref="LinkHello.Current"/>.</summary>
    public const string VersionHeader = "sitehub-version";

    private const string Links = "/sitehub/v1/links/";

    public static string Events(string link) => $"{Links}{Uri.EscapeDataString(link)}/events";

    public static string Hello(string link) => $"{Links}{Uri.EscapeDataString(link)}/hello";

    /// <summary>What is asked and answered at once, past the log.</summary>
    public static string Ask(string link) => $"{Links}{Uri.EscapeDataString(link)}/ask";

    public static string Pull(string link) => $"{Links}{Uri.EscapeDataString(link)}/pull";
}
