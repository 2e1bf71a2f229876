using System.Collections.Immutable;
using System.Security.Claims;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SiteHub.Hub.Identity;

/// <summary>Answers <c>client_credentials</c>: a program speaks for itself, so the subject is the client.</summary>
internal sealed class TokensForPrograms(IOpenIddictApplicationManager applications, ClientRows clients) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        if (!context.Request.IsClientCredentialsGrantType())
        {
            return;
        }

        if (clients.IsDisabled(context.ClientId!))
        {
            context.Reject(Errors.InvalidClient, "This client has been disabled by an operator of the hub.");
            return;
        }

        // A site's client may ask for what its people permit it, but only with such a person: by itself it is nobody's member.
        var asked = context.Request.GetScopes();
        if (asked.FirstOrDefault(static scope => !HubScopes.ForPrograms.Contains(scope)) is { } personal)
        {
            context.Reject(Errors.InvalidScope, $"The scope {personal} is had by signing somebody in, not by client_credentials.");
            return;
        }

        var identity = new ClaimsIdentity("client_credentials", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, context.ClientId);
        var principal = new ClaimsPrincipal(identity);

        // RFC 6749 section 3.3: without a scope in the request the server may take a default, here all that the client has.
        principal.SetScopes(asked.IsDefaultOrEmpty ? await Permitted(context) : asked);
        principal.SetResources(HubScopes.HubAudience);
        principal.SetDestinations(static _ => [Destinations.AccessToken]);
        context.SignIn(principal);
    }

    private async ValueTask<ImmutableArray<string>> Permitted(HandleTokenRequestContext context)
    {
        var application = await applications.FindByClientIdAsync(context.ClientId!, context.CancellationToken);
        var permissions = await applications.GetPermissionsAsync(application!, context.CancellationToken);
        return [.. permissions.Where(static p => p.StartsWith(Permissions.Prefixes.Scope, StringComparison.Ordinal)).Select(static p => p[Permissions.Prefixes.Scope.Length..]).Where(HubScopes.ForPrograms.Contains)];
    }
}
