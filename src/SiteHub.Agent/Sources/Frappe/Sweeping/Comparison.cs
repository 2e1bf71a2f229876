using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Agent.Sources.Frappe.Reading;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Sources.Frappe.Sweeping;

/// <summary>
/// Every night all names and times of a DocType are held against those that are kept: that finds what a repeated hour, statements of the database's own and
/// renames hide from the order of changes. What differs is read back like what a hint names.
/// </summary>
internal sealed class Comparison(FrappeClient client, PendingReads pending, Database database, TimeProvider time)
{
    private const int Page = 2_000;

    /// <summary>One page.</summary>
    /// <returns>false: it is at its end</returns>
    /// <exception cref="FrappeFaultException">the site cannot be asked</exception>
    public async Task<bool> Step(string docType, CancellationToken cancellationToken)
    {
        var progress = database.Read(session => Progress.Find(session, docType))!;
        if (progress.CompareBegan is null)
        {
            await database.Writer.Write(session => Progress.BeginComparison(session, docType, time.GetUtcNow()), cancellationToken);
            progress = database.Read(session => Progress.Find(session, docType))!;
        }

        var query = new ListQuery(docType, "name", "modified") { Order = "name asc", Limit = Page };
        if (progress.CompareName is { Length: > 0 } after)
        {
            query.Where("name", ">", after);
        }

        var page = await client.Read(query, cancellationToken);
        var listed = page.EnumerateArray().Select(static row => (Name: SourceRow.TextOf(row, "name"), Modified: SourceRow.TextOf(row, "modified"))).Where(static row => row.Name is not null).ToList();
        var ended = page.GetArrayLength() < Page || listed.Count == 0;
        await database.Writer.Write(
            session =>
            {
                var times = KnownDocument.Times(session, docType, listed.Select(static row => row.Name!));
                pending.Add(session, docType, listed.Where(row => times.GetValueOrDefault(row.Name!) != row.Modified).Select(static row => row.Name!));
                session.Execute(
                    "UPDATE frappe_document SET seen = $3 WHERE doc_type = $1 AND name IN (SELECT value FROM json_each($2))", docType, KnownDocument.Json(listed.Select(static row => row.Name!)), progress.CompareRun);
                if (ended)
                {
                    Progress.EndComparison(session, docType, pending.AddUnseen(session, docType, progress.CompareRun), time.GetUtcNow());
                }
                else
                {
                    Progress.AdvanceComparison(session, docType, listed[^1].Name!);
                }
            },
            cancellationToken);
        return !ended;
    }
}
