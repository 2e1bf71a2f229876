using System.Text.Json;
using SiteHub.Agent.Documents;

namespace SiteHub.Agent.Sources.Frappe.Mirror;

/// <summary>A document as the site lists it, with the rows of its child tables.</summary>
/// <param name="Row">the whole row, as a list of all fields gives it: what is not in it is not ours to see</param>
/// <param name="Tables">the rows of each table, in their order</param>
internal sealed record SourceRow(string Name, string Modified, string Creation, string Owner, JsonElement Row, IReadOnlyDictionary<string, List<JsonElement>> Tables)
{
    private const int LongestMoment = 40;
    private static readonly Dictionary<string, List<JsonElement>> NoTables = [];

    public string ModifiedBy { get; } = TextOf(Row, "modified_by") ?? Owner;

    public int DocStatus { get; } = Row.TryGetProperty("docstatus", out var status) && status.ValueKind == JsonValueKind.Number && status.TryGetInt32(out var number) && number is >= 0 and <= 2 ? number : 0;

    /// <returns>null: it is no document that could be kept</returns>
    public static SourceRow? Of(string docType, JsonElement row) =>
        TextOf(row, "name") is { } name && DocumentName.Check(docType, name) is null
        && TextOf(row, "modified") is { Length: <= LongestMoment } modified && TextOf(row, "creation") is { Length: <= LongestMoment } creation
            ? new SourceRow(name, modified, creation, TextOf(row, "owner") is { Length: <= DocumentName.Longest } owner ? owner : "", row, NoTables)
            : null;

    public static string? TextOf(JsonElement row, string field)
    {
        try
        {
            return row.ValueKind == JsonValueKind.Object && row.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is JSON, and no text.
            return null;
        }
    }
}
