namespace SiteHub.Operations.Configuration;

/// <summary>What a site shows the hub of one DocType.</summary>
/// <param name="When">
/// A condition in JavaScript over <c>doc</c>. Null: <c>doc.docstatus &gt;= 1</c> where the DocType is submittable, always where not.
/// </param>
/// <param name="Account">The field that names the customer's account; null: nobody's.</param>
public sealed record PublicationEntry(
    string DocType,
    string? When,
    IReadOnlyList<PublishedField> Fields,
    string? Account,
    CardEntry Card);

/// <param name="Field">The field's name at the site; <c>name</c>, <c>owner</c>, <c>creation</c> and the like as well.</param>
/// <param name="As">The key that it gets in the hub.</param>
/// <param name="Columns">Of a child table: the columns that are shown; null: whole rows.</param>
public sealed record PublishedField(string Field, string As, IReadOnlyList<PublishedField>? Columns);

/// <summary>Which fields make the card, by their names at the site; null: that line stays empty.</summary>
public sealed record CardEntry(string? Title, string? Status, string? Amount, string? Currency, string? Date, string? Due)
{
    public static CardEntry Empty { get; } = new(null, null, null, null, null, null);
}
