using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.People;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Agent.Sources.Frappe.Authorization;

/// <summary>The site does not know the agent any more: nothing is mirrored, and no action is done there, until somebody connects it. Or it refuses what the hub says of people.</summary>
internal sealed class SourceAttention(FrappeEntry entry, SourceStanding standing, SourceTokenRows rows, FrappePeople people) : IAttention
{
    public IEnumerable<Attention> Look()
    {
        var token = entry.OAuth is null ? null : rows.Find(SourceTokenRows.Source);
        var reason = standing is { NeedsAuthorization: true, Fault: { } fault } ? fault.Reason
            : entry.OAuth is null || token?.State == SourceTokenRows.Active ? null
            : token?.Reason ?? SourceTokens.NotConnected;
        if (reason is not null)
        {
            yield return new Attention(
                "source:authorization", "The source {0} needs authorization", entry.Url.Authority, reason, "/admin/source/authorization",
                entry.OAuth is null ? "Give the source's user a new API key in Frappe, and put it into the configuration" : "Connect it anew", "source-needs-authorization");
        }

        if (people.Stuck() is { Count: > 0 } stuck)
        {
            yield return new Attention("source:people", "What the hub says of people is not done at Frappe: {0}", $"{stuck.Count}", stuck.Reason, "/admin/source/people", "Read the reason; it is tried again by itself", "source-people");
        }
    }
}
