using System.Globalization;

namespace SiteHub.Agent.Features.Documents;

/// <summary>The names of a form's inputs.</summary>
public static class FormNames
{
    /// <summary>The name of a new document, where its DocType asks for one.</summary>
    public const string Given = "given_name";

    public static string Of(string field) => $"f.{field}";

    public static string Of(string table, int row, string column) => string.Create(CultureInfo.InvariantCulture, $"t.{table}.{row}.{column}");

    /// <summary>Which stored row it is; no column can be called so.</summary>
    public static string RowName(string table, int row) => Of(table, row, "#name");

    public static string Removed(string table, int row) => Of(table, row, "#removed");
}
