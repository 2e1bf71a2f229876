using Microsoft.AspNetCore.Http;

namespace SiteHub.Operations.Look;

/// <summary>How a role's pages present themselves.</summary>
/// <param name="Name">what stands at the top of each page</param>
/// <param name="Key">tells this role's cookies from those of others on the same host, whose ports do not</param>
public sealed record Brand(string Name, string Key)
{
    /// <summary>An image at an address of its own; null: the name alone.</summary>
    public Uri? Logo { get; init; }

    /// <summary>Of buttons and links, as <c>#rrggbb</c>; null: Tabler's blue.</summary>
    public string? Colour { get; init; }

    public Uri? Imprint { get; init; }

    public Uri? Privacy { get; init; }

    /// <summary>Pages of the role that lead on to others' addresses by redirects.</summary>
    public IReadOnlyList<string> LeadsOn { get; init; } = [];

    /// <summary>Where programs come and people do not.</summary>
    public IReadOnlyList<string> ForPrograms { get; init; } = ["/api", "/sitehub"];

    /// <summary>Browsers reach the role by https alone.</summary>
    public bool Https { get; init; }

    /// <summary>
    /// With https a name that browsers take from this very host alone, and send over https alone: no neighbour under the same domain can plant one
    /// (RFC 6265bis, section 4.1.3.2). Over plain http, as on this machine, they would refuse it.
    /// </summary>
    public string Cookie(string use) => $"{(Https ? "__Host-" : "")}sitehub.{Key}.{use}";

    public CookieSecurePolicy SecureCookies => Https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;

    /// <summary>What every cookie of a role is like that no script reads.</summary>
    public void Harden(CookieBuilder cookie, string use, SameSiteMode sameSite = SameSiteMode.Lax)
    {
        ArgumentNullException.ThrowIfNull(cookie);
        cookie.Name = Cookie(use);
        cookie.HttpOnly = true;
        cookie.SameSite = sameSite;
        cookie.SecurePolicy = SecureCookies;
        cookie.Path = "/";
        cookie.Domain = null;
    }

    /// <summary>The same for one that is kept for a year.</summary>
    public CookieOptions Kept() => new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = Https, Path = "/", MaxAge = TimeSpan.FromDays(365), IsEssential = true };
}
