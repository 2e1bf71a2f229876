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
