using System.Text.Json;
using SiteHub.Agent.Documents.Naming;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Documents.DocTypes;

/// <summary>A DocType as configured, with its fields in the order in which Frappe would write them.</summary>
public sealed class DocType
{
    public const string AmendedFrom = "amended_from";

    internal DocType(DocTypeEntry entry)
    {
        Entry = entry;
        KeyedName = JsonEncodedText.Encode(entry.Name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        var declared = entry.Fields.ToList();
        if (entry.Submittable && declared.TrueForAll(f => f.Name != AmendedFrom))
        {
            // Frappe adds it to every submittable DocType by itself.
            declared.Add(new FieldEntry(AmendedFrom, "Amended From", FieldType.Link, false, entry.Name, null, false, true));
        }

        Fields = [.. declared.Select((field, index) => new Field(field, BodySlots.Standard + index))];
        Columns = [.. Fields.Where(f => f.Type != FieldType.Table)];
        Tables = [.. Fields.Where(f => f.Type == FieldType.Table)];
        Slots = new BodySlots(Fields);
        Series = entry.Naming.Kind == NamingKind.Series ? new SeriesPattern(entry.Naming.Text) : null;
    }

    public DocTypeEntry Entry { get; }

    public string Name => Entry.Name;

    public bool Submittable => Entry.Submittable;

    public bool Child => Entry.Child;

    public IReadOnlyList<Field> Fields { get; }

    /// <summary>Every field but the tables.</summary>
    public IReadOnlyList<Field> Columns { get; }

    public IReadOnlyList<Field> Tables { get; }

    /// <summary>Of its own, or of its rows.</summary>
    internal bool HasFormulas => Columns.Any(static one => one.Formula is not null) || Tables.Any(static one => one.RowType!.HasFormulas);

    internal BodySlots Slots { get; }

    /// <summary>How its documents, or its rows, are named; null where not by a series.</summary>
    internal SeriesPattern? Series { get; }

    internal JsonEncodedText KeyedName { get; }

    public Field? Find(string field) => Fields.FirstOrDefault(f => f.Name == field);

    /// <summary>What somebody with these roles may do with the documents; nothing is granted by not being mentioned.</summary>
    public DocRights RightsOf(IReadOnlyCollection<string> roles)
    {
        var rights = DocRights.None;
        foreach (var permission in Entry.Permissions)
        {
            if (roles.Contains(permission.Role))
            {
                rights |= permission.Allow;
            }
        }

        return rights;
    }
}
