using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SiteHub.Hub.Identity;

/// <summary>A client's ID tokens are signed as it was declared; all other tokens, and those of all other clients, with the hub's usual key.</summary>
internal sealed class IdTokenKeys(IOpenIddictApplicationManager applications, HubKeys keys, TimeProvider time) : IOpenIddictServerHandler<GenerateTokenContext>
{
    /// <summary>The property under which a client's record says so; named as in its registration.</summary>
    public const string Property = "id_token_signed_response_alg";

    public static int Order => OpenIddictServerHandlers.Protection.AttachSecurityCredentials.Descriptor.Order + 500;

    public async ValueTask HandleAsync(GenerateTokenContext context)
    {
        if (context.TokenType != TokenTypeIdentifiers.IdentityToken || context.ClientId is not { } id || await applications.FindByClientIdAsync(id) is not { } client)
        {
            return;
        }

        var properties = await applications.GetPropertiesAsync(client);
        context.SigningCredentials = keys.Signing(properties.TryGetValue(Property, out var algorithm) ? algorithm.GetString() : null, time.GetUtcNow());
    }
}
