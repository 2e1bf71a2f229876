namespace SiteHub.Operations.Configuration;

/// <summary>
/// How much of the file somebody needs. A fault, or a secret that is not there, outside of it stops nobody:
/// the hub's machine does not hold the sites' secrets, and the other way round.
/// </summary>
public abstract record SitesScope
{
    /// <summary>Everything, all on this machine.</summary>
    public static SitesScope All { get; } = new WholeFile();

    /// <summary>The hub's part, and of each site how to reach it.</summary>
    public static SitesScope Hub { get; } = new HubPart();

    /// <summary><c>hub.url</c> and the entry of one site.</summary>
    public static SitesScope Site(string slug) => new SitePart(slug);

    /// <summary>The hub's address and its clients, as a command needs them that asks the hub.</summary>
    public static SitesScope Clients { get; } = new ClientPart();

    internal sealed record WholeFile : SitesScope;

    internal sealed record HubPart : SitesScope;

    internal sealed record SitePart(string Slug) : SitesScope;

    internal sealed record ClientPart : SitesScope;
}
