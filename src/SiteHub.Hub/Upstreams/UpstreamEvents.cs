using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Upstreams;

internal static class UpstreamEvents
{
    public static OpenIdConnectEvents For(UpstreamEntry upstream) => new()
    {
        OnRedirectToIdentityProvider = static context =>
        {
            context.ProtocolMessage.LoginHint = context.Properties.GetParameter<string>(OpenIdConnectParameterNames.LoginHint);
            return Task.CompletedTask;
        },
        OnMessageReceived = context => CheckIssuer(context, upstream),
        OnRemoteFailure = context =>
        {
            Log.Failed(context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(UpstreamEvents)), upstream.Id, context.Failure?.Message);
            context.HandleResponse();
            context.Response.Redirect(QueryHelpers.AddQueryString("/signin/arrived", "failed", upstream.Id));
            return Task.CompletedTask;
        },
    };

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
