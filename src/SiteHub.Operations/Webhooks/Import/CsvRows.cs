using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Operations.Csv;
using SiteHub.Operations.Values;
using Fault = SiteHub.Delivery.Webhooks.Fault;

namespace SiteHub.Operations.Webhooks;

/// <summary>
/// CSV (RFC 4180), or with semicolons as some spreadsheets write it. The first line names the columns; each is a member of a webhook. Lists are written with
/// <c>|</c> between; <c>fields</c> as <c>name=id|items=lineItems</c>; <c>secret</c> makes it sign; what begins with a bracket is JSON.
/// </summary>
internal static class CsvRows
{
    private static readonly string[] Lists = ["docTypes", "events", "sites", "retries"];
    private static readonly string[] Flags = ["enabled", "dynamicUrl"];
    private static readonly string[] Numbers = ["rateLimit", "concurrency"];

    public static IReadOnlyList<ImportRow> Read(string text, out Fault? fault)
    {
        fault = null;
        var file = CsvFile.Read(text);
        if (file.Fault is { } wrong)
        {
            fault = new Fault(wrong.Member, wrong.Found, wrong.Expected);
            return [];
        }

        if (file.Lines.Count > 0 && FrappeCsv.Is(file.Columns))
        {
            return FrappeCsv.Read(file);
        }

        if (file.Lines.Count == 0 || !file.Columns.Contains("name"))
        {
            fault = new Fault("", null, "JSON, or CSV whose first line names the columns, `name` and `url` among them, and has a webhook in each line after it; or what Frappe exports of its webhooks");
            return [];
        }

        return [.. file.Lines.Select(Row)];
    }

    private static ImportRow Row(CsvLine line)
    {
        var webhook = new JsonObject();
        if (line.Fault is { } wrong)
        {
            return new ImportRow(line.Number, webhook, [], [new Fault("", wrong.Found, wrong.Expected)]);
        }

        var faults = new List<Fault>();
        foreach (var (column, cell) in line.Columns.Zip(line.Cells).Where(static c => c.Second.Trim().Length > 0))
        {
            try
            {
                Put(webhook, column, cell);
            }
            catch (Exception e) when (e is JsonException or FormatException)
            {
                faults.Add(new Fault(column, column is "secret" or "headers" or "authentication" ? null : cell, e.Message));
            }
        }

        return new ImportRow(line.Number, webhook, [], faults);
    }

    private static void Put(JsonObject webhook, string column, string cell)
    {
        var text = cell.Trim();
        if (column == "secret")
        {
            webhook["authentication"] = new JsonArray(new JsonObject { ["type"] = text.StartsWith("whsk_", StringComparison.Ordinal) ? "v1a" : "v1", ["secret"] = text });
        }
        else if (column is "fields" or "formFields")
        {
            webhook["body"] = new JsonObject { ["type"] = column == "fields" ? "json" : "form", ["fields"] = Fields(text) };
        }
        else if (column == "template")
        {
            webhook["body"] = new JsonObject { ["type"] = "template", ["template"] = cell };
        }
        else if (text[0] is '[' or '{' && column is not ("condition" or "transform" or "url"))
        {
            webhook[column] = JsonNode.Parse(text);
        }
        else if (column == "headers")
        {
            webhook[column] = new JsonArray([.. Parts(text).Select(Header)]);
        }
        else
        {
            webhook[column] = Lists.Contains(column) ? new JsonArray([.. Parts(text).Select(static p => (JsonNode)p)])
                : Flags.Contains(column) ? Flag(text)
                : Numbers.Contains(column) ? FiniteNumber.TryParse(text, out var number) ? number : text
                : cell;
        }
    }

    private static JsonNode Flag(string text) => text.ToLowerInvariant() switch
    {
        "1" or "true" or "yes" => true,
        "0" or "false" or "no" => false,
        _ => text,
    };

    private static JsonArray Fields(string text) => text[0] == '[' ? JsonNode.Parse(text)!.AsArray() : [.. Parts(text).Select(static part =>
        part.Split('=', 2, StringSplitOptions.TrimEntries) is [var field, var key] ? new JsonObject { ["field"] = field, ["as"] = key } : (JsonNode)part)];

    private static JsonNode Header(string part) => part.Split(':', 2, StringSplitOptions.TrimEntries) is [var name, var value]
        ? new JsonObject { ["name"] = name, ["value"] = value }
        : throw new FormatException("headers as Name: value, with | between them");

    private static string[] Parts(string text) => text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
