namespace SiteHub.Hub.Identity;

/// <summary>What a token can permit, and for whom it is meant.</summary>
public static class HubScopes
{
    /// <summary>Speak on the link of the site whose client it is.</summary>
    public const string Link = "sitehub.link";

    /// <summary>Read the sites' documents.</summary>
    public const string Read = "hub.read";

    /// <summary>Decide what an operator decides.</summary>
    public const string Admin = "hub.admin";

    /// <summary>The hub's own APIs as the receiver of a token.</summary>
    public const string HubAudience = "sitehub:hub";

    /// <summary>Read what one's own customers have with the companies.</summary>
    public const string MemberRead = "member.read";

    /// <summary>Act for one's own customers.</summary>
    public const string MemberAct = "member.act";

    /// <summary>The roles that the person has at the site that asks.</summary>
    public const string Roles = "roles";

    /// <summary>What a program's own token may permit.</summary>
    public static IReadOnlyList<string> ForPrograms { get; } = [Link, Read, Admin];

    /// <summary>What a person's token may permit at a site.</summary>
    public static IReadOnlyList<string> ForPeople { get; } = ["openid", "profile", "email", Roles, "offline_access", MemberRead, MemberAct];

    /// <summary>One site as the receiver of a token: it is refused at every other site.</summary>
    public static string SiteAudience(string slug) => $"sitehub:site:{slug}";

    /// <summary>The client as which a site fetches its tokens.</summary>
    public static string SiteClient(string slug) => SiteClientPrefix + slug;

    /// <returns>the site whose client it is; null if it is no site's</returns>
    public static string? SiteOf(string clientId) =>
        clientId.StartsWith(SiteClientPrefix, StringComparison.Ordinal) ? clientId[SiteClientPrefix.Length..] : null;

    internal const string SiteClientPrefix = "site-";
}
