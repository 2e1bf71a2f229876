using System.Text.Json.Nodes;

namespace SiteHub.Operations.Features.Admin.Webhooks;

/// <summary>A chosen field as a form holds it.</summary>
public sealed class FieldRow
{
    public string? Field { get; set; }

    /// <summary>The key that it is sent under; empty: its own.</summary>
    public string? As { get; set; }

    /// <summary>Of a child table; none: the whole rows.</summary>
    public List<FieldRow> Columns { get; set; } = [];

    internal bool IsEmpty => string.IsNullOrWhiteSpace(Field) && string.IsNullOrWhiteSpace(As);

    internal static List<FieldRow> Of(JsonNode? fields) => [.. (fields as JsonArray ?? []).Select(static field => new FieldRow
    {
        Field = (string?)field!["field"], As = (string?)field["as"], Columns = Of(field["columns"]),
    })];

    internal static JsonArray Json(IEnumerable<FieldRow> rows) => new([.. rows.Where(static row => !row.IsEmpty).Select(static row => row.Json())]);

    /// <summary>What a button of the picker asks for: <c>add</c>, <c>up 2</c>, <c>down 2</c>, <c>remove 2</c>, and of a table's columns <c>add 2.</c>, <c>up 2.1</c>.</summary>
    internal static void Apply(List<FieldRow> rows, string? pick)
    {
        if (pick?.Split(' ') is not [var what, .. var more])
        {
            return;
        }

        var path = more is [var place] ? place.Split('.') : [];
        var list = path.Length == 2 ? int.TryParse(path[0], out var table) && table >= 0 && table < rows.Count ? rows[table].Columns : [] : rows;
        if (what == "add")
        {
            list.Add(new FieldRow());
        }
        else if (path.Length > 0 && int.TryParse(path[^1], out var at) && at >= 0 && at < list.Count)
        {
            var row = list[at];
            list.RemoveAt(at);
            if (what != "remove")
            {
                list.Insert(Math.Clamp(what == "up" ? at - 1 : at + 1, 0, list.Count), row);
            }
        }
    }

    private JsonObject Json()
    {
        var field = Field?.Trim() ?? "";
        var json = new JsonObject { ["field"] = field, ["as"] = string.IsNullOrWhiteSpace(As) ? field : As.Trim() };
        if (Columns.Exists(static column => !column.IsEmpty))
        {
            json["columns"] = Json(Columns);
        }

        return json;
    }
}
