using System.Text.Json.Nodes;

namespace SiteHub.Operations.Features.Admin.Webhooks;

/// <summary>A chosen field of a document, or a column of its child table, as a form holds it.</summary>
public class ColumnRow
{
    public string? Field { get; set; }

    /// <summary>The key that it is sent under; empty: its own.</summary>
    public string? As { get; set; }

    internal bool IsEmpty => string.IsNullOrWhiteSpace(Field) && string.IsNullOrWhiteSpace(As);

    internal virtual JsonObject Json()
    {
        var field = Field?.Trim() ?? "";
        return new JsonObject { ["field"] = field, ["as"] = string.IsNullOrWhiteSpace(As) ? field : As.Trim() };
    }
}

/// <summary>A chosen field. Its columns have none of their own: a form that nests without end is nobody's.</summary>
public sealed class FieldRow : ColumnRow
{
    /// <summary>Of a child table; none: the whole rows.</summary>
    public List<ColumnRow> Columns { get; set; } = [];

    internal static List<FieldRow> Of(JsonNode? fields) => [.. (fields as JsonArray ?? []).Select(static field => new FieldRow
    {
        Field = (string?)field!["field"], As = (string?)field["as"],
        Columns = [.. (field["columns"] as JsonArray ?? []).Select(static column => new ColumnRow { Field = (string?)column!["field"], As = (string?)column["as"] })],
    })];

    internal static JsonArray Json(IEnumerable<ColumnRow> rows) => new([.. rows.Where(static row => !row.IsEmpty).Select(static row => row.Json())]);

    /// <summary>What a button of the picker asks for: <c>add</c>, <c>up 2</c>, <c>down 2</c>, <c>remove 2</c>, and of a table's columns <c>add 2.</c>, <c>up 2.1</c>.</summary>
    internal static void Apply(List<FieldRow> rows, string? pick)
    {
        if (pick?.Split(' ') is not [var what, .. var more])
        {
            return;
        }

        var path = more is [var place] ? place.Split('.') : [];
        if (path.Length < 2)
        {
            Apply(rows, what, path);
        }
        else if (int.TryParse(path[0], out var table) && table >= 0 && table < rows.Count)
        {
            Apply(rows[table].Columns, what, path[1..]);
        }
    }

    internal override JsonObject Json()
    {
        var json = base.Json();
        if (Columns.Exists(static column => !column.IsEmpty))
        {
            json["columns"] = Json(Columns);
        }

        return json;
    }

    private static void Apply<T>(List<T> rows, string what, string[] path)
        where T : ColumnRow, new()
    {
        if (what == "add")
        {
            rows.Add(new T());
        }
        else if (path.Length > 0 && int.TryParse(path[0], out var at) && at >= 0 && at < rows.Count)
        {
            var row = rows[at];
            rows.RemoveAt(at);
            if (what != "remove")
            {
                rows.Insert(Math.Clamp(what == "up" ? at - 1 : at + 1, 0, rows.Count), row);
            }
        }
    }
}
