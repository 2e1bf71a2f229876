using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Look;

namespace SiteHub.Hub.Upstreams;

/// <summary>Each upstream is a scheme of its own, with a callback of its own: an answer of one cannot pass for another's.</summary>
internal static class UpstreamSchemes
{
    /// <summary>Under which the sign-in remembers by whom somebody came.</summary>
    public const string Upstream = "upstream";

    public static string Of(UpstreamEntry upstream) => "upstream-" + upstream.Id;

    public static IServiceCollection AddUpstreams(this IServiceCollection services, HubOptions options, Brand brand)
    {
        services.AddScoped<UpstreamPeople>().AddScoped<UpstreamRoles>().AddSingleton<UpstreamDiscoveries>().AddSingleton<UpstreamChallenge>().AddSingleton<UpstreamSignOut>().AddSingleton<UpstreamLogout>();
        foreach (var upstream in options.Hub.Upstreams)
        {
            services.AddAuthentication().AddOpenIdConnect(Of(upstream), upstream.Name, static _ => { });
            services.AddOptions<OpenIdConnectOptions>(Of(upstream)).Configure<UpstreamDiscoveries>((oidc, discoveries) => Configure(oidc, upstream, discoveries, brand));
        }

        return services;
    }

    /// <summary>Frappe gives its clients "all openid" where nobody chose others, and answers any other with invalid_scope. Its ID token has address and name all the same.</summary>
    private static IEnumerable<string> Usual(UpstreamKind kind) => kind == UpstreamKind.Frappe ? ["openid"] : ["openid", "profile", "email"];

    private static void Configure(OpenIdConnectOptions oidc, UpstreamEntry upstream, UpstreamDiscoveries discoveries, Brand brand)
    {
        oidc.SignInScheme = IdentityConstants.ExternalScheme;
        oidc.ClientId = upstream.ClientId;
        oidc.ClientSecret = upstream.ClientSecret?.Reveal();
        oidc.CallbackPath = $"/signin/upstream/{upstream.Id}";
        oidc.SignedOutCallbackPath = $"/signin/upstream/{upstream.Id}/out";
        oidc.RemoteSignOutPath = default;
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.PushedAuthorizationBehavior = PushedAuthorizationBehavior.Disable;
        oidc.UsePkce = true;
        oidc.MapInboundClaims = false;
        oidc.SaveTokens = false;
        // Where plain http will do, the configuration has decided.
        oidc.RequireHttpsMetadata = upstream.Issuer.Scheme == Uri.UriSchemeHttps;
        oidc.Backchannel = discoveries.Http;
        oidc.Scope.Clear();
        foreach (var scope in Usual(upstream.Kind).Concat(upstream.Scopes).Distinct())
        {
            oidc.Scope.Add(scope);
        }

        // The name is the beginning of theirs: each sign-in that is under way has one of its own.
        brand.Harden(oidc.CorrelationCookie, $"{upstream.Id}.correlation.");
        brand.Harden(oidc.NonceCookie, $"{upstream.Id}.nonce.");
        oidc.TokenHandler = new SignedTokens(discoveries.Of(upstream)) { MapInboundClaims = false };
        oidc.TokenValidationParameters.NameClaimType = "name";
        oidc.TokenValidationParameters.ValidAudience = upstream.ClientId;
        oidc.Events = UpstreamEvents.For(upstream);
        if (upstream.Kind == UpstreamKind.Frappe)
        {
            FrappeProvider.Configure(oidc, upstream);
        }
        else
        {
            oidc.ConfigurationManager = discoveries.Of(upstream);
            oidc.TokenValidationParameters.ValidAlgorithms = UpstreamEvents.Asymmetric;
            oidc.GetClaimsFromUserInfoEndpoint = true;
            oidc.ClaimActions.MapUniqueJsonKey("email", "email");
            oidc.ClaimActions.MapUniqueJsonKey("email_verified", "email_verified");
            oidc.ClaimActions.MapUniqueJsonKey("name", "name");
            oidc.ClaimActions.MapUniqueJsonKey("family_name", "family_name");
            oidc.ClaimActions.Add(new RolesOfUserInfo(upstream.RolesClaim));
        }
    }
}
