using SiteHub.Operations.Configuration;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Hub.Features.Admin.Upstreams;

/// <summary>The other identity providers by which people may sign in. The configuration file declares them.</summary>
internal sealed class IndexModel(HubOptions hub) : AdminPage
{
    public IReadOnlyList<UpstreamEntry> Upstreams => hub.Hub.Upstreams;
}
