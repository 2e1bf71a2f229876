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

    public static IReadOnlyList<string> All { get; } = [Link, Read, Admin];

    /// <summary>One site as the receiver of a token: it is refused at every other site.</summary>
    public static string SiteAudience(string slug) => $"sitehub:site:{slug}";

    /// <summary>The client as which a site fetches its tokens.</summary>
    public static string SiteClient(string slug) => SiteClientPrefix + slug;

    internal const string SiteClientPrefix = "site-";
}
