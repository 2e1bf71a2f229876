namespace SiteHub.Hub.People;

/// <summary>A site that an operator or auditor is bounded to; whoever has none of these sees every site. An administrator is never bounded.</summary>
public sealed class PersonBound
{
    public required string PersonId { get; init; }

    /// <summary>Stays when the site goes: without the last one the person would see everything.</summary>
    public required string Site { get; init; }
}
