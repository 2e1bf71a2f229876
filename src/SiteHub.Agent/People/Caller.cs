using System.Security.Claims;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.People;

/// <summary>Who asks, and what they may.</summary>
public sealed record Caller(string User, IReadOnlyList<string> Roles)
{
    /// <summary>Whoever does not say who they are.</summary>
    public static Caller Guest { get; } = new("Guest", []);

    /// <summary>Somebody who is signed in: the same person with the same rights as over REST.</summary>
    public static Caller Of(ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return new Caller(principal.Identity!.Name!, [.. principal.FindAll(ClaimTypes.Role).Select(static role => role.Value)]);
    }

    /// <summary>What a member asked for was allowed by the action itself: their user need have no right of its own.</summary>
    public bool MayEverything { get; init; }

    public bool May(DocRights rights, DocType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return MayEverything || (type.RightsOf(Roles) & rights) == rights;
    }
}
