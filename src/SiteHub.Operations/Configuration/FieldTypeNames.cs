namespace SiteHub.Operations.Configuration;

/// <summary>What Frappe calls its fieldtypes, such as <c>Small Text</c>: in the file, and in the catalogue that a site sends.</summary>
public static class FieldTypeNames
{
    public static IReadOnlyDictionary<string, FieldType> All { get; } = Enum.GetValues<FieldType>().ToDictionary(Of, StringComparer.Ordinal);

    public static string Of(FieldType type) => type switch
    {
        FieldType.SmallText => "Small Text",
        FieldType.LongText => "Long Text",
        FieldType.TextEditor => "Text Editor",
        FieldType.Json => "JSON",
        _ => type.ToString(),
    };
}
