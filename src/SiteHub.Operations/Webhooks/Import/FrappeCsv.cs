using System.Text.Json.Nodes;
using SiteHub.Operations.Csv;
using Fault = SiteHub.Delivery.Webhooks.Fault;

namespace SiteHub.Operations.Webhooks;

/// <summary>
/// The CSV that Frappe's list view and its data export write: the columns have the names that its form shows, or those of the fields; a child table's stand as <c>Key (Headers)</c>, and its further rows
/// in lines of their own that leave the webhook's cells empty.
/// </summary>
internal static class FrappeCsv
{
    private static readonly Dictionary<string, string> Labels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ID"] = "name", ["Name"] = "name", ["DocType"] = "webhook_doctype", ["Doc Event"] = "webhook_docevent", ["Enabled"] = "enabled", ["Condition"] = "condition", ["Request URL"] = "request_url",
        ["Is Dynamic URL?"] = "is_dynamic_url", ["Request Method"] = "request_method", ["Request Structure"] = "request_structure", ["Enable Security"] = "enable_security", ["Webhook Secret"] = "webhook_secret",
        ["JSON Request Body"] = "webhook_json", ["Request Timeout"] = "timeout", ["Timeout"] = "timeout",
    };

    private static readonly Dictionary<string, string> Columns = new(StringComparer.OrdinalIgnoreCase) { ["Key"] = "key", ["Value"] = "value", ["Fieldname"] = "fieldname", ["Field"] = "fieldname" };

    private static readonly Dictionary<string, string> Tables = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Headers"] = "webhook_headers", ["Webhook Headers"] = "webhook_headers", ["webhook_headers"] = "webhook_headers", ["Data"] = "webhook_data", ["Webhook Data"] = "webhook_data", ["webhook_data"] = "webhook_data",
    };

    /// <summary>What Frappe's list shows beside them, and what a webhook has no use for here.</summary>
    private static readonly HashSet<string> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        "", "Sr", "Sr No", "Naming Series", "Owner", "Created By", "Created On", "Last Updated On", "Last Modified By", "Modified By", "Docstatus", "Index", "Idx", "Background Jobs Queue", "Meets Condition?", "Webhook Data", "Comments", "Tags", "Assigned To", "Liked By",
        "ID (Headers)", "ID (Data)", "ID (Webhook Headers)", "ID (Webhook Data)",
    };

    public static bool Is(IReadOnlyList<string> columns) => columns.Any(static c => c.Trim() is "DocType" or "webhook_doctype") && columns.Any(static c => c.Trim() is "Request URL" or "request_url" or "Doc Event" or "webhook_docevent");

    public static IReadOnlyList<ImportRow> Read(CsvFile file)
    {
        var columns = file.Columns;
        var unknown = columns.Where(static c => Field(c) is null && Child(c) is null && !Others.Contains(c)).ToList();
        var found = new List<(int Number, JsonObject Webhook)>();
        foreach (var line in file.Lines.Where(static line => line.Fault is null))
        {
            var number = line.Number;
            var pairs = columns.Zip(line.Cells).Where(static pair => pair.Second.Trim().Length > 0).ToList();
            if (pairs.Exists(static pair => Field(pair.First) is not null) || found.Count == 0)
            {
                found.Add((number, []));
            }

            foreach (var (column, cell) in pairs)
            {
                if (Field(column) is { } field)
                {
                    found[^1].Webhook[field] = cell;
                }
            }

            foreach (var table in pairs.Where(static pair => Child(pair.First) is not null).GroupBy(static pair => Child(pair.First)!.Value.Table))
            {
                var rows = found[^1].Webhook[table.Key] as JsonArray ?? [];
                found[^1].Webhook[table.Key] = rows;
                rows.Add((JsonNode)new JsonObject(table.Select(static pair => KeyValuePair.Create(Child(pair.First)!.Value.Column, (JsonNode?)JsonValue.Create(pair.Second)))));
            }
        }

        return
        [
            .. found.Select(static one => FrappeWebhook.Read(one.Number, one.Webhook)).Select(row => With(row, unknown, columns)),
            .. file.Lines.Where(static line => line.Fault is not null).Select(static line => new ImportRow(line.Number, [], [], [new Fault("", line.Fault!.Found, line.Fault.Expected)])),
        ];
    }

    private static ImportRow With(ImportRow row, List<string> unknown, IReadOnlyList<string> columns)
    {
        var notes = row.Notes.ToList();
        if (unknown.Count > 0)
        {
            notes.Add($"columns that are none of a webhook's are left out: {string.Join(", ", unknown)}");
        }

        if (!columns.Any(static c => Child(c)?.Table == "webhook_data") && (string?)row.Webhook["body"]?["type"] == "document")
        {
            notes.Add("the file has no columns of the fields that are sent: export them too, or choose them here");
        }

        return row with { Notes = notes };
    }

    private static string? Field(string column) => Labels.TryGetValue(column, out var field) ? field : Labels.ContainsValue(column) ? column : null;

    private static (string Table, string Column)? Child(string column)
    {
        var open = column.IndexOf('(', StringComparison.Ordinal);
        if (open > 0 && column[^1] == ')')
        {
            return Tables.TryGetValue(column[(open + 1)..^1].Trim(), out var table) && Columns.TryGetValue(column[..open].Trim(), out var named) ? (table, named) : null;
        }

        // As fields: webhook_data.fieldname, webhook_headers:key.
        return column.Split([':', '.'], 2) is [var of, var name] && Tables.TryGetValue(of, out var known) && Columns.TryGetValue(name, out var field) ? (known, field) : null;
    }
}
