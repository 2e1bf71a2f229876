using System.Security.Claims;

namespace SiteHub.Delivery.Tokens;

/// <summary>What a validated access token says.</summary>
/// <param name="Subject">whom it was given to (claim <c>sub</c>); for a program its client id</param>
/// <param name="ClientId">the client that it was issued to</param>
/// <param name="Scopes">what it permits</param>
/// <param name="Expires">the moment from which it is worth nothing</param>
/// <param name="Principal">the same for ASP.NET Core</param>
public sealed record RememberedToken(string Subject, string ClientId, IReadOnlyList<string> Scopes, DateTimeOffset Expires, ClaimsPrincipal Principal)
{
    /// <summary>The token's own id; null: it has none.</summary>
    public string? Id { get; init; }

    /// <summary>The browser session that it came from; null: none.</summary>
    public string? Session { get; init; }

    /// <summary>What it was given under, with others that end with it; null: alone.</summary>
    public string? Grant { get; init; }

    public bool Permits(string scope)
    {
        // A handful of scopes at most, looked through on every request: no enumerator.
        for (var i = 0; i < Scopes.Count; i++)
        {
            if (string.Equals(Scopes[i], scope, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
