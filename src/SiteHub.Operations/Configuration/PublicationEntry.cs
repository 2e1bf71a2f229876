using System.Text.Json.Serialization;
using SiteHub.Protocol.Documents;

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
    CardEntry Card)
{
    /// <summary>What these documents are to a customer. The catalogue tells it at once: no part of the definition by which documents are told anew.</summary>
    [JsonIgnore]
    public string Kind { get; init; } = DocumentKinds.Other;

    /// <summary>Which of their statuses are what; told as <see cref="Kind"/> is.</summary>
    [JsonIgnore]
    public StatusClasses Statuses { get; init; } = StatusClasses.None;

    /// <summary>Null: there is none on these documents. Told as <see cref="Kind"/> is.</summary>
    [JsonIgnore]
    public ConversationEntry? Conversation { get; init; }

    /// <summary>How they are printed for members; null: they are not. Told as <see cref="Kind"/> is.</summary>
    [JsonIgnore]
    public PrintEntry? Print { get; init; }

    /// <summary>Whom they name as a customer's; null: nobody is looked for. A part of the definition: their documents are told anew for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PeopleEntry? People { get; init; }

    /// <summary>Which of their files members see; null: none. Told as <see cref="Kind"/> is.</summary>
    [JsonIgnore]
    public FilesEntry? Files { get; init; }
}

/// <summary>The fields of a document that hold addresses of people, and the one that says to which of the customers' records they belong.</summary>
/// <param name="Emails">fields, or columns of child tables</param>
/// <param name="Accounts">of the document; null: its publication's account</param>
public sealed record PeopleEntry(IReadOnlyList<FieldPlace> Emails, AccountsPlace? Accounts);

/// <param name="Table">the child table whose rows have it; null: the document itself</param>
/// <param name="Field">the field's name at the site</param>
public sealed record FieldPlace(string? Table, string Field)
{
    public override string ToString() => Table is null ? Field : $"{Table}.{Field}";
}

/// <param name="Field">that names an account</param>
/// <param name="Where">of a child table: only rows whose fields are so count</param>
public sealed record AccountsPlace(FieldPlace Field, IReadOnlyDictionary<string, string> Where);

/// <param name="Format">Of a Frappe site: the name of a Print Format; null: the DocType's own.</param>
/// <param name="LetterHead">Of a Frappe site the name of a Letter Head, null: its usual one; of an embedded source what stands above the document, line by line.</param>
public sealed record PrintEntry(string? Format, string? LetterHead);

/// <param name="When">A condition over <c>file</c>; null: all of them.</param>
public sealed record FilesEntry(string? When)
{
    /// <summary>A file as <c>when</c> sees it: <c>name</c>, <c>size</c>, <c>private</c>, <c>owner</c>.</summary>
    public static IReadOnlyList<string> ScriptNames { get; } = ["file"];
}

/// <param name="Field">The field's name at the site; <c>name</c>, <c>owner</c>, <c>creation</c> and the like as well.</param>
/// <param name="As">The key that it gets in the hub.</param>
/// <param name="Columns">Of a child table: the columns that are shown; null: whole rows.</param>
public sealed record PublishedField(string Field, string As, IReadOnlyList<PublishedField>? Columns);

/// <summary>Which fields make the card, by their names at the site; null: that line stays empty.</summary>
public sealed record CardEntry(string? Title, string? Status, string? Amount, string? Currency, string? Date, string? Due)
{
    /// <summary>What is still to be paid or done of the amount. A publication without it keeps the definition that it had before there was one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Outstanding { get; init; }

    public static CardEntry Empty { get; } = new(null, null, null, null, null, null);
}
