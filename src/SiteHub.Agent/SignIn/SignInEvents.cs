using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using SiteHub.Agent.Links;
using SiteHub.Agent.SignIn.Sessions;
using SiteHub.Agent.SignIn.Tokens;

namespace SiteHub.Agent.SignIn;

/// <summary>What this site does at each step of the exchange with the hub.</summary>
internal static class SignInEvents
{
    /// <summary>Of <see cref="AuthenticationProperties.Parameters"/>: the ID token to be shown at sign-out.</summary>
    public const string Hint = "id_token_hint";

    public static OpenIdConnectEvents For(SiteOptions site) => new()
    {
        OnRedirectToIdentityProvider = context =>
        {
            // The address that browsers use, whatever proxy stands before this server.
            context.ProtocolMessage.RedirectUri = HubProvider.RedirectUri(site);
            return Task.CompletedTask;
        },
        OnRedirectToIdentityProviderForSignOut = context =>
        {
            context.ProtocolMessage.PostLogoutRedirectUri = HubProvider.PostLogoutUri(site);
            context.ProtocolMessage.IdTokenHint = context.Properties.GetParameter<string>(Hint);
            return Task.CompletedTask;
        },
        OnMessageReceived = context => CheckIssuer(context, site),
        OnAuthorizationCodeReceived = Authenticate,
        OnTokenValidated = Remember,
        OnTicketReceived = context => Complete(context, site),
        OnRemoteFailure = Failed,
    };

    /// <summary>RFC 9207: without it, a code of another provider could be made to be redeemed at this one.</summary>
    private static Task CheckIssuer(MessageReceivedContext context, SiteOptions site)
    {
        if (context.ProtocolMessage.Iss != site.HubUrl.AbsoluteUri)
        {
            context.Fail($"The answer is from {context.ProtocolMessage.Iss ?? "nobody named"}, and this site's hub is {site.HubUrl.AbsoluteUri}.");
        }

        return Task.CompletedTask;
    }

    private static Task Authenticate(AuthorizationCodeReceivedContext context)
    {
        var form = new Dictionary<string, string>();
        context.HttpContext.RequestServices.GetRequiredService<HubClient>().Authenticate(form);
        foreach (var (name, value) in form)
        {
            context.TokenEndpointRequest!.SetParameter(name, value);
        }

        return Task.CompletedTask;
    }

    /// <summary>At this step the nonce is not compared yet, so nothing may come of it.</summary>
    private static Task Remember(TokenValidatedContext context)
    {
        context.HttpContext.Items[typeof(SignInEvents)] = context.TokenEndpointResponse;
        return Task.CompletedTask;
    }

    private static async Task Complete(TicketReceivedContext context, SiteOptions site)
    {
        var http = context.HttpContext;
        var services = http.RequestServices;
        var person = HubIdentity.Of(context.Principal!, site.HubUrl.AbsoluteUri);
        var answer = (OpenIdConnectMessage)http.Items[typeof(SignInEvents)]!;
        var given = site.Site.SignIn.StoreTokens ? GivenTokens.Of(answer.AccessToken, answer.RefreshToken, answer.ExpiresIn, services.GetRequiredService<TimeProvider>()) : null;
        var former = await SessionCookie.SessionOf(http);
        var (id, refusal) = await services.GetRequiredService<HubSessions>().Begin(person, answer.IdToken, given, former, http.RequestAborted);
        var log = services.GetRequiredService<ILogger<HubSessions>>();
        if (id is null)
        {
            Log.Refused(log, person.Subject, refusal!.Value);
            SignInEndpoints.RedirectRefused(http, refusal.Value);
            context.HandleResponse();
            return;
        }

        Log.SignedIn(log, person.Subject, person.Sid, given is not null);
        context.Principal = HubSession.Ticket(id);
    }

    private static Task Failed(RemoteFailureContext context)
    {
        Log.Failed(context.HttpContext.RequestServices.GetRequiredService<ILogger<HubSessions>>(), context.Failure?.Message ?? "no reason given");
        SignInEndpoints.RedirectRefused(context.HttpContext, SignInRefusal.Failed);
        context.HandleResponse();
        return Task.CompletedTask;
    }
}
