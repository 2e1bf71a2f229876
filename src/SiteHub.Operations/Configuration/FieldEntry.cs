using System.Text.Json;

namespace SiteHub.Operations.Configuration;

/// <param name="Label">What a person reads; by default made of the name.</param>
/// <param name="Options">Select: what may be chosen, one a line. Link and Table: the DocType pointed at. Data: null.</param>
/// <param name="Default">Null where the file says none.</param>
/// <param name="AllowOnSubmit">May still change once the document is submitted.</param>
public sealed record FieldEntry(
    string Name,
    string Label,
    FieldType Type,
    bool Required,
    string? Options,
    JsonElement? Default,
    bool AllowOnSubmit,
    bool ReadOnly)
{
    /// <summary>What formulas are given: a document, or in a child table a row; the other is null.</summary>
    public static IReadOnlyList<string> FormulaNames { get; } = ["doc", "row"];

    /// <summary>An expression that says what the field holds, worked out at each save of a draft; null: whoever saves says it.</summary>
    public string? Formula { get; init; }

    /// <summary>Of a row: stands in the table itself, and not only in the row that is opened.</summary>
    public bool InList { get; init; }

    /// <summary>What may be chosen in a Select; empty for every other type.</summary>
    public IReadOnlyList<string> Choices { get; } = Type == FieldType.Select ? (Options ?? "").Split('\n') : [];

    /// <summary>The DocType that a Link or a Table points at; null for every other type.</summary>
    public string? Target => Type is FieldType.Link or FieldType.Table ? Options : null;
}

/// <summary>Frappe's fieldtypes; in the file and on the wire by Frappe's own names (<see cref="FieldTypeNames"/>).</summary>
public enum FieldType
{
    Data,
    SmallText,
    Text,
    LongText,
    TextEditor,
    Int,
    Float,
    Currency,
    Percent,
    Check,
    Date,
    Datetime,
    Time,
    Select,
    Link,
    Table,
    Json,
}
