using System.Text.Json;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;

namespace SiteHub.Agent.Sources.Frappe.Reading;

/// <summary>Reads many documents whole, with few requests: one for all of them, one for all rows of each child table.</summary>
internal sealed class GatheredRead(FrappeClient client)
{
    /// <exception cref="FrappeFaultException">the site does not answer, or one document alone is too large</exception>
    public async Task<List<SourceRow>> Read(MirroredType type, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await client.Read(new ListQuery(type.Name, "*").WhereIn("name", names), cancellationToken);
            return await WithTables(type, rows, cancellationToken);
        }
        catch (FrappeFaultException fault) when (fault.Fault.IsTooLarge && names.Count > 1)
        {
            var half = names.Count / 2;
            return [.. await Read(type, [.. names.Take(half)], cancellationToken), .. await Read(type, [.. names.Skip(half)], cancellationToken)];
        }
    }

    /// <summary>The parents were read before: their rows are as new as they are, or newer, and then the next look at them finds another time.</summary>
    public async Task<List<SourceRow>> WithTables(MirroredType type, JsonElement rows, CancellationToken cancellationToken)
    {
        var documents = rows.EnumerateArray().Select(row => SourceRow.Of(type.Name, row)).OfType<SourceRow>().DistinctBy(static document => document.Name).ToList();
        if (documents.Count == 0 || type.RowTypes.Count == 0)
        {
            return documents;
        }

        var names = documents.ConvertAll(static document => document.Name);
        var tables = names.ToDictionary(static name => name, static _ => new Dictionary<string, List<JsonElement>>(StringComparer.Ordinal), StringComparer.Ordinal);

        // At once: whoever waits for a document waits for the slowest of its tables, and not for all of them.
        foreach (var row in (await Task.WhenAll(type.RowTypes.Select(rowType => RowsOf(type.Name, rowType, names, cancellationToken)))).SelectMany(static rows => rows))
        {
            if (SourceRow.TextOf(row, "parent") is { } parent && SourceRow.TextOf(row, "parentfield") is { } field && tables.TryGetValue(parent, out var fields))
            {
                if (!fields.TryGetValue(field, out var list))
                {
                    fields[field] = list = [];
                }

                list.Add(row);
            }
        }

        return documents.ConvertAll(document => document with { Tables = tables[document.Name] });
    }

    private async Task<List<JsonElement>> RowsOf(string docType, string rowType, List<string> parents, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await client.Read(new ListQuery(rowType, "*") { Parent = docType, Order = "parent asc, idx asc" }.WhereIn("parent", parents).Where("parenttype", "=", docType), cancellationToken)).EnumerateArray()];
        }
        catch (FrappeFaultException fault) when (fault.Fault.IsTooLarge && parents.Count > 1)
        {
            var half = parents.Count / 2;
            return [.. await RowsOf(docType, rowType, parents[..half], cancellationToken), .. await RowsOf(docType, rowType, parents[half..], cancellationToken)];
        }
    }
}
