using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Agent.Sources.Frappe.Authorization;

/// <summary>The site does not know the agent any more: nothing is mirrored, and no action is done there, until somebody connects it.</summary>
internal sealed class SourceAttention(FrappeEntry entry, SourceStanding standing, SourceTokenRows rows) : IAttention
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
    }
}
