using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using OpenIddict.Abstractions;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions;
using SiteHub.Hub.Storage;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Identity;

/// <summary>What a client is told about somebody: what its scopes ask for, the roles at that one site, and never an address that nobody verified.</summary>
internal sealed class SignInClaims(HubDbContext context)
{
    public const string SessionId = SessionCookie.SessionClaim;

    /// <param name="person">who signs in</param>
    /// <param name="clientId">where</param>
    /// <param name="scopes">what the token may permit</param>
    /// <param name="session">the browser session that it comes from; null: what is told of it is carried over from <paramref name="earlier"/></param>
    /// <param name="earlier">what the last token said</param>
    /// <param name="cancellationToken">stops the query</param>
    public async Task<ClaimsPrincipal> Compose(Person person, string clientId, ImmutableArray<string> scopes, BrowserSession? session, ClaimsPrincipal? earlier, CancellationToken cancellationToken)
    {
        var identity = new ClaimsIdentity("sitehub", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, person.Id);
        if (session is not null)
        {
            identity.SetClaim(SessionId, session.Id)
                .SetClaim(Claims.AuthenticationTime, session.Authenticated?.ToUnixTimeSeconds());
            identity.AddClaim(Array(Claims.AuthenticationMethodReference, session.Amr.Split(' ')));
        }
        else
        {
            identity.SetClaim(SessionId, earlier?.GetClaim(SessionId))
                .SetClaim(Claims.AuthenticationTime, long.TryParse(earlier?.GetClaim(Claims.AuthenticationTime), CultureInfo.InvariantCulture, out var at) ? at : null);
            identity.AddClaim(Array(Claims.AuthenticationMethodReference, earlier?.GetClaims(Claims.AuthenticationMethodReference) ?? []));
        }

        foreach (var (claim, value) in await About(person, clientId, scopes, cancellationToken))
        {
            switch (value)
            {
                case string text:
                    identity.SetClaim(claim, text);
                    break;
                case bool flag:
                    identity.SetClaim(claim, flag);
                    break;
                case ImmutableArray<string> texts:
                    identity.AddClaim(Array(claim, texts));
                    break;
            }
        }

        var principal = new ClaimsPrincipal(identity);
        principal.SetScopes(scopes);
        principal.SetResources(HubScopes.HubAudience);
        principal.SetDestinations(static claim => claim.Type is Claims.Subject or SessionId or Claims.AuthenticationTime or Claims.AuthenticationMethodReference
            ? [Destinations.AccessToken, Destinations.IdentityToken]
            : [Destinations.IdentityToken]);
        return principal;
    }

    /// <summary>An array even of one: left to itself the provider writes a single value as a text.</summary>
    private static Claim Array(string type, IEnumerable<string> values) => new(type, JsonSerializer.Serialize(values), JsonClaimValueTypes.JsonArray);

    /// <summary>The claims by name, in the types of JSON: the same in the identity token and in userinfo.</summary>
    public async Task<Dictionary<string, object>> About(Person person, string clientId, ImmutableArray<string> scopes, CancellationToken cancellationToken)
    {
        var claims = new Dictionary<string, object>();
        if (scopes.Contains(Scopes.Profile))
        {
            claims[Claims.Name] = person.Name ?? person.Email!;
            if (NameParts.Of(person) is { } parts)
            {
                // Frappe makes "first name" of the whole name where there is no given name.
                claims[Claims.GivenName] = parts.Given;
                if (parts.Family is { } family)
                {
                    claims[Claims.FamilyName] = family;
                }
            }

            if (person.Language is { } language)
            {
                claims[Claims.Locale] = language;
            }

            if (person.TimeZone is { } zone)
            {
                claims[Claims.Zoneinfo] = zone;
            }
        }

        // Clients such as Frappe find their users by the address alone, and do not look whether it was verified.
        if (scopes.Contains(Scopes.Email) && person.EmailConfirmed)
        {
            claims[Claims.Email] = person.Email!;
            claims[Claims.EmailVerified] = true;
        }

        if (scopes.Contains(HubScopes.Roles) && HubScopes.SiteOf(clientId) is { } site)
        {
            claims["roles"] = (await context.SiteRoles.Where(role => role.PersonId == person.Id && role.Site == site).Select(static role => role.Role).ToListAsync(cancellationToken)).ToImmutableArray();
        }

        return claims;
    }
}
