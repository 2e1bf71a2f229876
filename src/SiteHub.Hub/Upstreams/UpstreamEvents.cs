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
        OnAuthorizationCodeReceived = context => upstream.Kind == UpstreamKind.Frappe ? Task.CompletedTask : CodeRedemption.Of(context, upstream),
        OnMessageReceived = context => CheckIssuer(context, upstream),
        OnTokenResponseReceived = context =>
        {
            // To be shown to it when they sign out.
            context.Properties!.Items[UpstreamSession.IdToken] = context.TokenEndpointResponse.IdToken;
            return upstream.Kind == UpstreamKind.Frappe ? Task.CompletedTask : CheckAlgorithm(context);
        },
        OnRedirectToIdentityProviderForSignOut = static context =>
        {
            context.ProtocolMessage.ClientId = context.Options.ClientId;
            context.ProtocolMessage.IdTokenHint = context.Properties.GetParameter<string>(OpenIdConnectParameterNames.IdTokenHint);
            return Task.CompletedTask;
        },
        OnRemoteFailure = context =>
        {
            Log.Failed(context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(UpstreamEvents)), upstream.Id, context.Failure?.Message);
            context.HandleResponse();
            var returnUrl = context.Properties?.RedirectUri is { } to && QueryHelpers.ParseQuery(to.Split('?', 2).ElementAtOrDefault(1)).TryGetValue("returnUrl", out var wanted) ? wanted.ToString() : null;
            var failed = QueryHelpers.AddQueryString("/signin/arrived", "failed", upstream.Id);
            context.Response.Redirect(returnUrl is null ? failed : QueryHelpers.AddQueryString(failed, "returnUrl", returnUrl));
            return Task.CompletedTask;
        },
    };

    /// <summary>Of the algorithms that the provider itself names, those whose keys it alone has. One that names none signs with RS256 (OpenID Connect Core, section 15.1).</summary>
    public static IReadOnlyList<string?> AlgorithmsOf(OpenIdConnectConfiguration? provider) =>
        [.. (provider?.IdTokenSigningAlgValuesSupported is { Count: > 0 } named ? named : ["RS256"]).Where(Asymmetric.Contains)];

    private static async Task CheckAlgorithm(TokenResponseReceivedContext context)
    {
        var configuration = context.Options.ConfigurationManager is { } manager ? await manager.GetConfigurationAsync(context.HttpContext.RequestAborted) : context.Options.Configuration;
        if (context.TokenEndpointResponse.IdToken is { Length: > 0 } token && !AlgorithmsOf(configuration).Contains(AlgorithmOf(token)))
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
