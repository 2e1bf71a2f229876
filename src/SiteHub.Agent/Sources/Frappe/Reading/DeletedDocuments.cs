using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;

namespace SiteHub.Agent.Sources.Frappe.Reading;

/// <summary>The site's own list of what was deleted. Not every user may read it.</summary>
internal sealed class DeletedDocuments(FrappeClient client)
{
    /// <returns>when each was last deleted, by the site's clock; null: the list may not be read</returns>
    /// <exception cref="FrappeFaultException">the site cannot be asked</exception>
    public async Task<IReadOnlyDictionary<string, string>?> Of(string docType, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var query = new ListQuery("Deleted Document", "deleted_name", "creation") { Order = "creation asc" }.Where("deleted_doctype", "=", docType).WhereIn("deleted_name", names);
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var row in (await client.Read(query, cancellationToken)).EnumerateArray())
            {
                if (SourceRow.TextOf(row, "deleted_name") is { } name && SourceRow.TextOf(row, "creation") is { } creation)
                {
                    last[name] = creation;
                }
            }
        }
        catch (FrappeFaultException fault) when (fault.Fault.IsForbidden)
        {
            return null;
        }

        return last;
    }
}
