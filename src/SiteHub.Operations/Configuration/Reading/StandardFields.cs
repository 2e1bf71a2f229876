namespace SiteHub.Operations.Configuration.Reading;

/// <summary>What every document, and every row, has without it being declared.</summary>
internal static class StandardFields
{
    public static IReadOnlyList<string> Document { get; } = ["name", "owner", "creation", "modified", "modified_by", "docstatus", "idx", "doctype"];

    public static IReadOnlyList<string> Row { get; } = [.. Document, "parent", "parentfield", "parenttype"];

    public static IReadOnlyList<string> All => Row;
}
