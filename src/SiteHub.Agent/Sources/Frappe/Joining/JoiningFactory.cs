using SiteHub.Agent.Sources.Frappe.Calls;

namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>Looks at the site afresh each time, with the agent's own client and within its budget.</summary>
internal sealed class JoiningFactory(FrappeClient client, SiteOptions site, TimeProvider time)
{
    public SiteJoining Open() => new(client, site, time);
}
