using System.Text;
using System.Text.Json;
using SiteHub.Delivery.Scripts;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Documents.DocTypes;

/// <summary>A declared field, with what every save needs of it worked out once.</summary>
public sealed class Field
{
    internal Field(FieldEntry entry, int slot)
    {
        Entry = entry;
        Slot = slot;
        Key = JsonEncodedText.Encode(entry.Name);
        Empty = entry.Type switch
        {
            FieldType.Int or FieldType.Check => "0"u8.ToArray(),
            FieldType.Float or FieldType.Currency or FieldType.Percent => "0.0"u8.ToArray(),
            _ => "null"u8.ToArray(),
        };
        Formula = entry.Formula is { } formula ? Script.Compile(formula, FieldEntry.FormulaNames) : null;
        Default = entry.Default is { ValueKind: not JsonValueKind.Null and not JsonValueKind.Undefined } value
            ? Encoding.UTF8.GetBytes(value.GetRawText())
            : null;
    }

    public FieldEntry Entry { get; }

    public string Name => Entry.Name;

    public string Label => Entry.Label;

    public FieldType Type => Entry.Type;

    /// <summary>Of a Table: the type of its rows.</summary>
    public DocType? RowType { get; internal set; }

    /// <summary>Where a body's reader leaves this field's place.</summary>
    internal int Slot { get; }

    internal JsonEncodedText Key { get; }

    /// <summary>What is stored where nothing is given: Frappe knows no empty number.</summary>
    internal byte[] Empty { get; }

    internal Script? Formula { get; }

    /// <summary>The raw JSON of the default, or null.</summary>
    internal byte[]? Default { get; }
}
