using System.Collections.Immutable;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SiteHub.Hub.Identity;

/// <summary>What the provider does beyond what it says of itself by itself (OpenID Connect Discovery, Back-Channel Logout 1.0, section 2.1, and RFC 8414). A test holds the whole document against what works.</summary>
internal sealed class Discovery : IOpenIddictServerHandler<HandleConfigurationRequestContext>
{
    private static readonly string[] Endpoints = ["token", "introspection", "revocation", "pushed_authorization_request"];

    public static int Order => OpenIddictServerHandlers.Discovery.AttachAdditionalMetadata.Descriptor.Order + 500;

    public ValueTask HandleAsync(HandleConfigurationRequestContext context)
    {
        context.Metadata["backchannel_logout_supported"] = true;
        context.Metadata["backchannel_logout_session_supported"] = true;
        foreach (var endpoint in Endpoints)
        {
            context.Metadata[endpoint + "_endpoint_auth_signing_alg_values_supported"] = new OpenIddictParameter(ClientAssertions.Algorithms.ToImmutableArray<string?>());
        }

        return ValueTask.CompletedTask;
    }
}
