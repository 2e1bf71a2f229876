namespace SiteHub.Operations.Configuration;

/// <param name="Submittable">Has drafts, submitted and cancelled documents.</param>
/// <param name="Child">The type of a child table's rows; never stored by itself, and has no permissions.</param>
/// <param name="TitleField">The field that a person recognises a document by; null: its name.</param>
public sealed record DocTypeEntry(
    string Name,
    NamingRule Naming,
    bool Submittable,
    bool Child,
    string? TitleField,
    IReadOnlyList<FieldEntry> Fields,
    IReadOnlyList<PermissionEntry> Permissions);

public enum NamingKind
{
    /// <summary><see cref="NamingRule.Text"/> is the pattern: <c>QTN-.#####</c>; <c>.YYYY.</c>, <c>.MM.</c>, <c>.DD.</c> stand for the date.</summary>
    Series,

    /// <summary><see cref="NamingRule.Text"/> is the field whose value is the name; in the file <c>field:item_code</c>.</summary>
    Field,

    /// <summary>Whoever inserts gives the name.</summary>
    Prompt,

    /// <summary>Ten random characters.</summary>
    Hash,
}

public sealed record NamingRule(NamingKind Kind, string Text);

/// <summary>What a role may do with the documents of a DocType.</summary>
public sealed record PermissionEntry(string Role, DocRights Allow);

[Flags]
public enum DocRights
{
    None = 0,
    Read = 1,
    Write = 2,
    Create = 4,
    Submit = 8,
    Cancel = 16,
    Delete = 32,
}
