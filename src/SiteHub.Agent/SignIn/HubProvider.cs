using Microsoft.AspNetCore.Authentication;
using System.Net;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using SiteHub.Agent.Links;
using SiteHub.Operations.Look;

namespace SiteHub.Agent.SignIn;

/// <summary>The hub as this site's OpenID provider: code flow with PKCE and a nonce, nothing else.</summary>
internal static class HubProvider
{
    private const string CallbackPath = "/signin-oidc";
    private const string SignedOutPath = "/signout-callback-oidc";

    public static void Configure(OpenIdConnectOptions options, SiteOptions site, Brand brand, HubClient client, HubKeySet keys, IHttpClientFactory http, TimeProvider time)
    {
        options.SignInScheme = SignInSchemes.Session;
        options.ClientId = client.Id;
        options.ConfigurationManager = keys.Configuration;
        options.Backchannel = http.CreateClient(HubTokens.Client);
        // A hub on plain http speaks to its own private network alone, and refuses everybody else; the file says where it is.
        options.RequireHttpsMetadata = site.HubUrl.Scheme == Uri.UriSchemeHttps;
        options.CallbackPath = CallbackPath;
        options.SignedOutCallbackPath = SignedOutPath;

        // The hub ends sessions by back-channel: a page that anybody can embed shall not.
        options.RemoteSignOutPath = default;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.PushedAuthorizationBehavior = PushedAuthorizationBehavior.Disable;
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.SaveTokens = false;
        options.GetClaimsFromUserInfoEndpoint = false;
        options.UseTokenLifetime = false;
        options.Scope.Clear();
        foreach (var scope in ScopesOf(site))
        {
            options.Scope.Add(scope);
        }

        // When the hub said so: what ended before it ends nothing of it.
        options.ClaimActions.Remove("iat");

        // The answer comes by a redirect, so that Lax suffices; None would need https even on loopback.
        // The name is the beginning of theirs: each sign-in that is under way has one of its own.
        brand.Harden(options.CorrelationCookie, "correlation.");
        brand.Harden(options.NonceCookie, "nonce.");

        options.TokenHandler = new SignedTokens { MapInboundClaims = false };
        options.TokenValidationParameters = IdToken(site, client, time);
        options.Events = SignInEvents.For(site);
    }

    public static string RedirectUri(SiteOptions site) => new Uri(site.Site.Url, CallbackPath).AbsoluteUri;

    public static string PostLogoutUri(SiteOptions site) => new Uri(site.Site.Url, SignedOutPath).AbsoluteUri;

    private static IEnumerable<string> ScopesOf(SiteOptions site) =>
        site.Site.SignIn.StoreTokens ? ["openid", "profile", "email", "roles", "offline_access", "member.read", "member.act"] : ["openid", "profile", "email", "roles"];

    private static TokenValidationParameters IdToken(SiteOptions site, HubClient client, TimeProvider time) => new()
    {
        // What discovery calls itself is not asked: the issuer is the hub of the configuration.
        IssuerValidator = (issuer, _, _) => issuer == site.HubUrl.AbsoluteUri ? issuer : throw new SecurityTokenInvalidIssuerException("The ID token is not from this site's hub."),
        ValidAudience = client.Id,
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        ValidTypes = ["JWT"],
        NameClaimType = "name",
        RoleClaimType = "roles",
        LifetimeValidator = (notBefore, expires, _, _) => HubKeySet.IsAlive(notBefore, expires, time),
    };
}
