using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Features.Documents;

/// <summary>Which columns of a table stand beside each other; the rest of a row opens below it.</summary>
public static class FormColumns
{
    /// <summary>More than these are too narrow to be read.</summary>
    private const int Room = 5;

    /// <summary>Those that are marked for it, or the first that are short.</summary>
    public static IReadOnlyList<Field> Listed(DocType rowType)
    {
        ArgumentNullException.ThrowIfNull(rowType);
        var marked = rowType.Columns.Where(static column => column.Entry.InList).ToList();
        return marked.Count > 0 ? marked : [.. rowType.Columns.Where(static column => !IsLong(column.Type)).Take(Room)];
    }

    public static IReadOnlyList<Field> Rest(DocType rowType)
    {
        var listed = Listed(rowType);
        return [.. rowType.Columns.Where(column => !listed.Contains(column))];
    }

    private static bool IsLong(FieldType type) => type is FieldType.SmallText or FieldType.Text or FieldType.LongText or FieldType.TextEditor or FieldType.Json;
}
