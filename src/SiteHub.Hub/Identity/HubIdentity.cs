using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenIddict.Server;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Tokens;
using SiteHub.Hub.Storage;
using SiteHub.Operations;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SiteHub.Hub.Identity;

/// <summary>The hub as identity provider. Everything particular to OpenIddict is in this folder.</summary>
internal static class HubIdentity
{
    private const string Endpoints = "/connect";

    public static IServiceCollection AddHubIdentity(this IServiceCollection services, ProviderOptions identity)
    {
        services.AddSingleton(identity)
            .AddSingleton<HubKeys>()
            .AddSingleton<KeyClock>()
            .AddSingleton<IOptionsChangeTokenSource<OpenIddictServerOptions>>(static provider => provider.GetRequiredService<KeyClock>())
            .AddTransient<KeyClock.Jobs>()
            .AddHostedService<KeyClock.Start>()
            .AddSingleton<ClientRows>()
            .AddSingleton<ClientAccess>()
            .AddSingleton<EnrolledClients>()
            .AddSingleton<TokensForSites>()
            .AddSingleton<DeclaredClients>()
            .AddSingleton<RememberedTokens>(static provider => new RememberedTokens(provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<AccessTokens>()
            .AddSingleton<ExpiredTokens>()
            .AddHostedService<ExpiredTokens.Clock>()
            .AddSingleton<LogoutTokens>()
            .AddSingleton<PersonGrants>()
            .AddSingleton<ILinkTokens, SiteTokens>()
            .AddSingleton<ILinkGuard, SiteGuard>();
        services.AddScoped<SignInClaims>().AddSingleton<ConsentTicket>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, HubBearer>(HubBearer.SchemeName, null);
        services.AddSingleton<IAuthorizationHandler, RequiredScopeHandler>().AddSingleton<IAuthorizationMiddlewareResultHandler, ScopeRefusals>();
        services.AddAuthorizationBuilder()
            .AddPolicy(OperationsAccess.See, RequiredScopeExtensions.Policy(HubScopes.Read))
            .AddPolicy(OperationsAccess.Mend, RequiredScopeExtensions.Policy(HubScopes.Admin));
        services.AddOpenIddict()
            .AddCore(static core => core.ReplaceApplicationManager(typeof(ClientManager<>)).UseEntityFrameworkCore().UseDbContext<HubDbContext>())
            .AddServer(server => Serve(server, identity));
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>, KeysOfTheProvider>();
        return services;
    }

    /// <summary>
    /// The provider looks at every request that passes it, to see whether it is one of its own, and a page wants to know who looks at it.
    /// Machine traffic is shown to neither: a link's batches come by the thousand.
    /// </summary>
    public static IApplicationBuilder UseHubIdentity(this IApplicationBuilder app)
    {
        // Without this mark ASP.NET Core adds the middleware by itself, before everything else and for every request.
        app.Properties["__AuthenticationMiddlewareSet"] = true;
        return app.UseTokensForSites().UseWhen(
            static context => !context.Request.Path.StartsWithSegments("/sitehub", StringComparison.Ordinal) && !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal),
            static branch => branch.UseAuthentication());
    }

    private static void Serve(OpenIddictServerBuilder server, ProviderOptions identity)
    {
        server.SetIssuer(identity.Issuer)
            .SetAuthorizationEndpointUris(AuthorizeEndpoint.Path)
            .SetEndSessionEndpointUris(EndSessionEndpoint.Path)
            .SetTokenEndpointUris(Endpoints + "/token")
            .SetUserInfoEndpointUris(Endpoints + "/userinfo")
            .SetPushedAuthorizationEndpointUris(Endpoints + "/par")
            .SetIntrospectionEndpointUris(Endpoints + "/introspect")
            .SetRevocationEndpointUris(Endpoints + "/revocation")
            .AllowClientCredentialsFlow()
            .AllowAuthorizationCodeFlow()
            .AllowRefreshTokenFlow()
            .AllowTokenExchangeFlow()
            .RegisterScopes([.. HubScopes.ForPrograms, .. HubScopes.ForPeople])
            .RegisterClaims("sub", "name", "email", "email_verified", "locale", "zoneinfo", "roles", "sid", "auth_time", "amr")
            .SetAuthorizationCodeLifetime(TimeSpan.FromMinutes(1))
            .SetAccessTokenLifetime(TimeSpan.FromMinutes(5))
            .SetRefreshTokenLifetime(TimeSpan.FromDays(14))
            .SetRefreshTokenReuseLeeway(TimeSpan.FromSeconds(30))
            .DisableAccessTokenEncryption();
        server.Configure(static options => options.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain));
        server.AddEventHandler<HandleTokenRequestContext>(static handler => handler.UseScopedHandler<TokensForPrograms>());
        server.AddEventHandler<HandleTokenRequestContext>(static handler => handler.UseScopedHandler<TokensForPeople>());
        server.AddEventHandler<HandleTokenRequestContext>(static handler => handler.UseScopedHandler<TokensForActors>());
        server.AddEventHandler<HandleUserInfoRequestContext>(static handler => handler.UseScopedHandler<UserInfo>());
        server.AddEventHandler<ApplyRevocationResponseContext>(static handler => handler.UseSingletonHandler<RevokedTokens>().SetOrder(int.MinValue));
        var host = server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableEndSessionEndpointPassthrough();
        if (identity.AllowsPlainHttp)
        {
            host.DisableTransportSecurityRequirement();
        }
    }

    private sealed class KeysOfTheProvider(HubKeys keys, TimeProvider time) : IConfigureOptions<OpenIddictServerOptions>
    {
        public void Configure(OpenIddictServerOptions options)
        {
            options.SigningCredentials.AddRange(keys.Published(time.GetUtcNow()));
            options.EncryptionCredentials.Add(new(keys.Encryption, "dir", "A256CBC-HS512"));
        }
    }
}
