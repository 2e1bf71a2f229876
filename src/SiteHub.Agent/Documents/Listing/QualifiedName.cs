using SiteHub.Agent.Documents.DocTypes;

namespace SiteHub.Agent.Documents.Listing;

internal static class QualifiedName
{
    /// <summary>Frappe's own screens write <c>`tabNote`.`title`</c>; that is <c>title</c>.</summary>
    public static string Bare(DocType type, string text)
    {
        var plain = text.Replace("`", "", StringComparison.Ordinal).Trim();
        var table = $"tab{type.Name}.";
        return plain.StartsWith(table, StringComparison.Ordinal) ? plain[table.Length..] : plain;
    }
}
