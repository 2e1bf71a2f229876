using SiteHub.Operations.Configuration;

namespace SiteHub.Agent;

/// <param name="DataDirectory">The site's own folder; exists.</param>
/// <param name="MasterKey">32 bytes.</param>
/// <param name="Development">Under `up`: the API can be browsed.</param>
public sealed record SiteOptions(Uri HubUrl, SiteEntry Site, string DataDirectory, byte[] MasterKey, bool Development)
{
    public string DatabasePath => Path.GetFullPath(Site.Database, Path.GetFullPath(DataDirectory));
}
