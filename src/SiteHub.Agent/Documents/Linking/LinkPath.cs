using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Documents.Linking;

/// <summary>Where documents of one DocType may point at those of another.</summary>
/// <param name="From">the DocType that points</param>
/// <param name="Table">the child table that holds the field, or null</param>
/// <param name="Field">the Link field</param>
internal sealed record LinkPath(DocType From, Field? Table, Field Field)
{
    public bool IsAmendment => Table is null && Field.Name == DocType.AmendedFrom;

    /// <summary>As SQL over a document's row; the names are the configuration's.</summary>
    public string Sql(string parameter) => Table is null
        ? $"json_extract(body, '$.\"{Field.Name}\"') = {parameter}"
        : $"EXISTS (SELECT 1 FROM json_each(body, '$.\"{Table.Name}\"') AS row WHERE json_extract(row.value, '$.\"{Field.Name}\"') = {parameter})";

    public static IEnumerable<LinkPath> To(DocType target, DocTypeCatalogue docTypes)
    {
        foreach (var type in docTypes.All.Where(type => !type.Child))
        {
            foreach (var field in type.Columns.Where(PointsThere))
            {
                yield return new LinkPath(type, null, field);
            }

            foreach (var table in type.Tables)
            {
                foreach (var field in table.RowType!.Columns.Where(PointsThere))
                {
                    yield return new LinkPath(type, table, field);
                }
            }
        }

        bool PointsThere(Field field) => field.Type == FieldType.Link && field.Entry.Target == target.Name;
    }
}
