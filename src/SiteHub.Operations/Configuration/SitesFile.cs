namespace SiteHub.Operations.Configuration;

/// <summary>
/// The one configuration file (<c>sites.json</c>), read, resolved and checked for whoever starts: `up` sees all of it,
/// the hub its own part and how to reach each site, a site its own entry and of the hub only <see cref="HubEntry.Url"/>.
/// </summary>
public sealed record SitesFile(HubEntry? Hub, IReadOnlyList<SiteEntry> Sites);
