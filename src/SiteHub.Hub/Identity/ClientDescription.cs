using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using SiteHub.Hub.People;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Identity;

/// <summary>A client in the provider's own terms.</summary>
internal static class ClientDescription
{
    /// <summary>The property under which a client's record says where it is told of ended sessions; named as in its registration.</summary>
    private const string BackchannelLogoutUri = "backchannel_logout_uri";

    public static OpenIddictApplicationDescriptor Of(DeclaredClient client)
    {
        var descriptor = new OpenIddictApplicationDescriptor
        {
            ClientId = client.Id,
            ClientSecret = client.Secret?.Reveal() ?? (client.KeysUri is null ? null : Unknown()),
            ClientType = ClientTypes.Confidential,
            DisplayName = client.Name,
            JsonWebKeySet = client.Keys is null ? null : new JsonWebKeySet(client.Keys),
            Permissions = { Permissions.Endpoints.Token, Permissions.Endpoints.Revocation, Permissions.Endpoints.Introspection, Permissions.GrantTypes.ClientCredentials },
        };
        descriptor.Permissions.UnionWith(client.Scopes.Select(static scope => Permissions.Prefixes.Scope + scope));
        if (client.SignIn is { } signIn)
        {
            AddSignIn(descriptor, signIn);
        }

        return descriptor;
    }

    /// <summary>The provider knows no client without a secret or keys of its own: this one nobody has.</summary>
    private static string Unknown() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static void AddSignIn(OpenIddictApplicationDescriptor descriptor, SignInClient signIn)
    {
        descriptor.ConsentType = signIn.FirstParty ? ConsentTypes.Implicit : ConsentTypes.Explicit;
        descriptor.RedirectUris.UnionWith(signIn.RedirectUris);
        descriptor.PostLogoutRedirectUris.UnionWith(signIn.PostLogoutRedirectUris);
        descriptor.Permissions.UnionWith(
        [
            Permissions.Endpoints.Authorization, Permissions.Endpoints.PushedAuthorization, Permissions.Endpoints.EndSession, Permissions.GrantTypes.AuthorizationCode, Permissions.GrantTypes.RefreshToken, Permissions.ResponseTypes.Code,
            .. signIn.Scopes.Where(static scope => scope is not (Scopes.OpenId or Scopes.OfflineAccess)).Select(static scope => Permissions.Prefixes.Scope + scope),
        ]);
        if (signIn.BackchannelLogoutUri is { } logout)
        {
            descriptor.Properties[BackchannelLogoutUri] = JsonSerializer.SerializeToElement(logout.AbsoluteUri);
        }

        if (signIn.IdTokenAlgorithm is { } algorithm)
        {
            descriptor.Properties[IdTokenKeys.Property] = JsonSerializer.SerializeToElement(algorithm);
        }

        if (signIn.Site is { } site)
        {
            descriptor.Properties[SitePeople.Property] = JsonSerializer.SerializeToElement(site);
        }

        if (HubScopes.SiteOf(descriptor.ClientId!) is not null)
        {
            descriptor.Permissions.Add(Permissions.GrantTypes.TokenExchange);
        }

        if (signIn.ProofKey)
        {
            descriptor.Requirements.Add(Requirements.Features.ProofKeyForCodeExchange);
        }
    }
}
