using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Documents.Listing;

/// <summary>A field as a list sees it: how SQL reaches it, where it stands in a body, how its values compare.</summary>
internal sealed record ListField(string Name, int Slot, string Sql, FieldType Type)
{
    private static readonly Dictionary<string, ListField> Standard = new[]
    {
        new ListField("name", BodySlots.Name, "name", FieldType.Data),
        new ListField("owner", BodySlots.Owner, "owner", FieldType.Data),
        new ListField("creation", BodySlots.Creation, "creation", FieldType.Datetime),
        new ListField("modified", BodySlots.Modified, "modified", FieldType.Datetime),
        new ListField("modified_by", BodySlots.ModifiedBy, "modified_by", FieldType.Data),
        new ListField("docstatus", BodySlots.DocStatus, "doc_status", FieldType.Int),
        new ListField("idx", BodySlots.Idx, "0", FieldType.Int),
    }.ToDictionary(field => field.Name);

    public bool IsNumber => Type is FieldType.Int or FieldType.Float or FieldType.Currency or FieldType.Percent or FieldType.Check;

    /// <summary>Compared as texts are: days and times have one spelling only.</summary>
    public bool IsText => !IsNumber && Type is not (FieldType.Date or FieldType.Datetime or FieldType.Time);

    /// <summary>As the database under Frappe compares and sorts it.</summary>
    public string Collated => IsText ? $"frappe_fold({Sql})" : Sql;

    /// <summary>What <c>*</c> stands for: everything but the tables.</summary>
    public static IEnumerable<ListField> All(DocType type) => [.. Standard.Values, .. type.Columns.Select(f => Of(f, "body"))];

    public static ListField? Find(DocType type, string name) =>
        Standard.TryGetValue(name, out var standard) ? standard : type.Find(name) is { Type: not FieldType.Table } field ? Of(field, "body") : null;

    /// <summary>A column of a child table's rows, where <c>row.value</c> is one of them.</summary>
    public static ListField? InRow(DocType rowType, string name) =>
        rowType.Find(name) is { Type: not FieldType.Table } field ? Of(field, "row.value")
        : name is "name" or "idx" ? new ListField(name, 0, Extract("row.value", name), name == "idx" ? FieldType.Int : FieldType.Data)
        : null;

    private static ListField Of(Field field, string json) => new(field.Name, field.Slot, Extract(json, field.Name), field.Type);

    // The names come from the configuration, which lets only letters, digits and underscores through; the quotes are for tomorrow.
    private static string Extract(string json, string name) =>
        $"json_extract({json}, '$.\"{name.Replace("'", "''", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal)}\"')";
}
