using System.Net.Http.Headers;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Calls;

/// <summary>As whom the site is asked.</summary>
internal sealed class SourceKey(FrappeEntry entry)
{
    public void Put(HttpRequestHeaders headers) => headers.TryAddWithoutValidation("Authorization", $"token {entry.Key.Key}:{entry.Key.Secret.Reveal()}");
}
