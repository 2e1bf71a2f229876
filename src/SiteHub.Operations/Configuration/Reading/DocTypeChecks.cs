namespace SiteHub.Operations.Configuration.Reading;

/// <summary>What holds between the DocTypes of a site.</summary>
internal static class DocTypeChecks
{
    /// <param name="docTypes">all of them</param>
    /// <param name="context">of the file</param>
    /// <param name="mirrored">another system's: a Link may point at what is not mirrored</param>
    public static void Check(IReadOnlyList<Placed<DocTypeEntry>> docTypes, ReadContext context, bool mirrored = false)
    {
        var known = new Dictionary<string, DocTypeEntry>(StringComparer.Ordinal);
        foreach (var (docType, _) in docTypes)
        {
            known.TryAdd(docType.Name, docType);
        }

        foreach (var (docType, path) in docTypes)
        {
            Names(docType, path, context);
            foreach (var (index, field) in docType.Fields.Index())
            {
                Target(docType, field, $"{path}.fields[{index}]", known, context, mirrored);
            }
        }
    }

    private static void Names(DocTypeEntry docType, string path, ReadContext context)
    {
        var fields = docType.Fields.Select(f => f.Name);
        if (docType.Naming is { Kind: NamingKind.Field, Text: var naming })
        {
            if (docType.Fields.FirstOrDefault(f => f.Name == naming) is not { } field)
            {
                context.Fault($"{path}.naming", $"names no field of {docType.Name}; it has {Found.List(fields)}", Found.Text($"field:{naming}"));
            }
            else if (field.Type is not (FieldType.Data or FieldType.Link or FieldType.Select or FieldType.Int))
            {
                context.Fault($"{path}.naming", $"must name a field of type Data, Link, Select or Int, and this one is {field.Type}", Found.Text($"field:{naming}"));
            }
        }

        if (docType.TitleField is { } title && !fields.Contains(title))
        {
            context.Fault($"{path}.titleField", $"is no field of {docType.Name}; it has {Found.List(fields)}", Found.Text(title));
        }
    }

    private static void Target(
        DocTypeEntry docType, FieldEntry field, string path, Dictionary<string, DocTypeEntry> known, ReadContext context, bool mirrored)
    {
        if (field.Type == FieldType.Table && docType.Child)
        {
            context.Fault($"{path}.type", "a child table's rows hold no tables of their own", Found.Text("Table"));
        }
        else if (string.IsNullOrEmpty(field.Target))
        {
            return;
        }
        else if (!known.TryGetValue(field.Target, out var target))
        {
            if (mirrored && field.Type == FieldType.Link)
            {
                return;
            }

            context.Fault($"{path}.options", $"is no DocType of this site; it has {Found.List(known.Keys)}", Found.Text(field.Target));
        }
        else if (target.Child != (field.Type == FieldType.Table))
        {
            context.Fault(
                $"{path}.options",
                target.Child ? "is a child table's row, which a Link cannot point at" : "must be a DocType with \"child\": true",
                Found.Text(field.Target));
        }
    }
}
