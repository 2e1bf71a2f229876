using SiteHub.Operations.Features.Admin;

namespace SiteHub.Hub.Features.Admin.Settings;

/// <summary>The settings as they were applied at the start, and where each came from.</summary>
internal sealed class IndexModel(HubOptions hub) : AdminPage
{
    public IReadOnlyList<Setting> Settings { get; } = Setting.Of(hub.Hub);
}
