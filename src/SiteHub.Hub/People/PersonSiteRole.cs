namespace SiteHub.Hub.People;

/// <summary>A role that somebody has at one site. It travels in the tokens for that site, and no other's.</summary>
public sealed class PersonSiteRole
{
    public required string PersonId { get; init; }

    public required string Site { get; init; }

    public required string Role { get; init; }
}
