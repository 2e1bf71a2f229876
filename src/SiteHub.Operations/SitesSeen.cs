using System.Security.Claims;
using System.Text.Json;

namespace SiteHub.Operations;

/// <summary>
/// The sites that somebody at the console sees. Operators and auditors of a hub may be bounded to some; everybody else sees all, and at a site
/// there is only the one. What is not seen is not found, listed, counted, streamed or changed: each look and each change goes through this.
/// </summary>
public sealed class SitesSeen
{
    /// <summary>One for each site that the caller is bounded to; without any they are not bounded.</summary>
    public const string ClaimType = "sitehub:seen-site";

    private readonly HashSet<string>? _sites;

    private SitesSeen(HashSet<string>? sites) => _sites = sites;

    public static SitesSeen All { get; } = new(null);

    public bool AreAll => _sites is null;

    /// <summary>Null: all.</summary>
    public IReadOnlyCollection<string>? Sites => _sites;

    /// <summary>As a parameter of <c>$1 IS NULL OR site IN (SELECT value FROM json_each($1))</c>.</summary>
    public string? Json => _sites is null ? null : JsonSerializer.Serialize(_sites.Order(StringComparer.Ordinal));

    public static SitesSeen Of(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        var sites = user.FindAll(ClaimType).Select(static claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        return sites.Count == 0 ? All : new SitesSeen(sites);
    }

    /// <param name="sites">none: not bounded</param>
    public static SitesSeen Of(IReadOnlyCollection<string> sites)
    {
        ArgumentNullException.ThrowIfNull(sites);
        return sites.Count == 0 ? All : new SitesSeen(sites.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>What a fault says in the place of a site's name: which there are is told to those who see them.</summary>
    public const string Expected = "the name of a site; GET /api/v1/sites lists those that you see";

    /// <param name="site">null: it is no site's, but the role's own</param>
    public bool Has(string? site) => _sites is null || (site is not null && _sites.Contains(site));

    /// <param name="sites">none: it is every site's, or no site's</param>
    public bool HasAll(IReadOnlyCollection<string> sites)
    {
        ArgumentNullException.ThrowIfNull(sites);
        return _sites is null || (sites.Count > 0 && sites.All(_sites.Contains));
    }
}
