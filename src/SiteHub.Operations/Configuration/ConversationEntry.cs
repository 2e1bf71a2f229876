namespace SiteHub.Operations.Configuration;

/// <summary>The conversation on the documents of a publication.</summary>
/// <param name="Role">the least that a member must be to write</param>
/// <param name="ReadBy">who reads what members write, for people; null: nothing is said of it</param>
/// <param name="AsCommunication">where the documents live in Frappe: what a member writes becomes a Communication there, else a Comment</param>
/// <param name="Mark">where they live in Frappe: a Comment that begins with it is for the customer</param>
/// <param name="Sent">where they live in Frappe: a Communication that was sent from the document is for the customer</param>
public sealed record ConversationEntry(string Role, string? ReadBy, bool AsCommunication, string Mark, bool Sent)
{
    /// <summary>Which of the members that are for Frappe alone the file has.</summary>
    public IReadOnlyList<string> OfFrappe { get; init; } = [];

    public const string DefaultMark = "@customer";

    public const string Comment = "comment";

    public const string Communication = "communication";
}
