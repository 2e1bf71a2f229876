using System.Text.Json;
using SiteHub.Hub.Customers;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Features.Documents;

/// <summary>One field that is not what it was.</summary>
/// <param name="Before">empty: there was nothing</param>
/// <param name="After">empty: there is nothing any more</param>
internal sealed record DocumentDifference(string Label, string Before, string After)
{
    /// <summary>What changed from one version to the next, as people read it; rows of tables by their number.</summary>
    public static List<DocumentDifference> Between(byte[]? before, byte[] after, IReadOnlyList<CatalogueField> fields, string? currency)
    {
        using var was = JsonDocument.Parse(before ?? "{}"u8.ToArray());
        using var now = JsonDocument.Parse(after);
        var names = was.RootElement.EnumerateObject().Select(static member => member.Name).Union(now.RootElement.EnumerateObject().Select(static member => member.Name));
        var found = new List<DocumentDifference>();
        foreach (var name in names.Where(static name => name != "modified"))
        {
            Compare(name, fields.FirstOrDefault(field => field.Key == name), Member(was.RootElement, name), Member(now.RootElement, name), currency, found);
        }

        return found;
    }

    private static void Compare(string name, CatalogueField? field, JsonElement before, JsonElement after, string? currency, List<DocumentDifference> found)
    {
        var label = field?.Label ?? name;
        if (before.ValueKind != JsonValueKind.Array && after.ValueKind != JsonValueKind.Array)
        {
            var (was, now) = (Shown.Value(before, field?.Type, currency), Shown.Value(after, field?.Type, currency));
            if (was != now)
            {
                found.Add(new DocumentDifference(label, was, now));
            }

            return;
        }

        var (rowsBefore, rowsAfter) = (Rows(before), Rows(after));
        for (var i = 0; i < Math.Max(rowsBefore.Count, rowsAfter.Count); i++)
        {
            var (was, now) = (rowsBefore.ElementAtOrDefault(i), rowsAfter.ElementAtOrDefault(i));
            var columns = Names(was).Union(Names(now)).Where(static column => column is not ("name" or "owner" or "creation" or "modified" or "modified_by" or "docstatus" or "idx" or "parent" or "parentfield" or "parenttype"));
            foreach (var column in columns)
            {
                var known = field?.Columns?.FirstOrDefault(candidate => candidate.Key == column);
                var (old, fresh) = (Shown.Value(Member(was, column), known?.Type, currency), Shown.Value(Member(now, column), known?.Type, currency));
                if (old != fresh)
                {
                    found.Add(new DocumentDifference($"{label} {i + 1}, {known?.Label ?? column}", old, fresh));
                }
            }
        }
    }

    private static List<JsonElement> Rows(JsonElement table) => table.ValueKind == JsonValueKind.Array ? [.. table.EnumerateArray()] : [];

    private static IEnumerable<string> Names(JsonElement row) => row.ValueKind == JsonValueKind.Object ? row.EnumerateObject().Select(static member => member.Name) : [];

    private static JsonElement Member(JsonElement owner, string name) => owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) ? value : default;
}
