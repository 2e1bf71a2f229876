namespace SiteHub.Operations.Alerts;

/// <summary>Something that was told to the operators.</summary>
/// <param name="Title">an English text with a place for the subject</param>
/// <param name="Page">where it is seen and mended, from the role's own address on</param>
/// <param name="Cleared">when it was over; null: it lasts</param>
public sealed record Alert(long Id, string Cause, string Kind, string Title, string Subject, string? Reason, string Page, string Mend, DateTimeOffset Raised, DateTimeOffset? Cleared)
{
    /// <summary>Whose affair it is; none: the role's own, or every site's.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];
}
