using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Upstreams;

internal static class UpstreamEvents
{
    public static IReadOnlyList<string> Asymmetric { get; } = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public static OpenIdConnectEvents For(UpstreamEntry upstream) => new()
    {
        OnRedirectToIdentityProvider = static context =>
        {
            context.ProtocolMessage.LoginHint = context.Properties.GetParameter<string>(OpenIdConnectParameterNames.LoginHint);
            return Task.CompletedTask;
        },
        OnMessageReceived = context => CheckIssuer(context, upstream),
        OnTokenResponseReceived = context => upstream.Kind == UpstreamKind.Frappe ? Task.CompletedTask : CheckAlgorithm(context),
        OnRemoteFailure = context =>
        {
            Log.Failed(context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(UpstreamEvents)), upstream.Id, context.Failure?.Message);
            context.HandleResponse();
            context.Response.Redirect(QueryHelpers.AddQueryString("/signin/arrived", "failed", upstream.Id));
            return Task.CompletedTask;
        },
    };

    /// <summary>Of the algorithms that the provider itself names, those whose keys it alone has. One that names none signs with RS256 (OpenID Connect Core, section 15.1).</summary>
    private static async Task CheckAlgorithm(TokenResponseReceivedContext context)
    {
        var configuration = context.Options.ConfigurationManager is { } manager ? await manager.GetConfigurationAsync(context.HttpContext.RequestAborted) : context.Options.Configuration;
        var named = configuration?.IdTokenSigningAlgValuesSupported is { Count: > 0 } algorithms ? algorithms : ["RS256"];
        if (context.TokenEndpointResponse.IdToken is { Length: > 0 } token && AlgorithmOf(token) is var algorithm && !(Asymmetric.Contains(algorithm) && named.Contains(algorithm)))
        {
            context.Fail("The ID token is not signed with an algorithm that the provider names in its discovery and whose key it alone has.");
        }
    }

    private static string? AlgorithmOf(string token)
    {
        try
        {
            return new JsonWebToken(token).Alg;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>RFC 9207, section 2.4: an answer that another server gave must not be taken to this one. One that promises to say who it is must.</summary>
    private static async Task CheckIssuer(MessageReceivedContext context, UpstreamEntry upstream)
    {
        var configuration = context.Options.ConfigurationManager is { } manager ? await manager.GetConfigurationAsync(context.HttpContext.RequestAborted) : context.Options.Configuration;
        var promised = configuration?.AuthorizationResponseIssParameterSupported == true;
        var expected = configuration?.Issuer ?? upstream.Issuer.AbsoluteUri;
        if (context.ProtocolMessage.Iss is { Length: > 0 } iss ? iss != expected : promised)
        {
            context.Fail($"The answer is from {context.ProtocolMessage.Iss ?? "nobody named"}, and {upstream.Id} is {expected}.");
        }
    }
}
