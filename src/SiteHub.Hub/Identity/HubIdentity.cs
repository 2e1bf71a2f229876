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
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SiteHub.Hub.Identity;

/// <summary>The hub as identity provider. Everything particular to OpenIddict is in this folder.</summary>
internal static class HubIdentity
{
    private const string Endpoints = "/connect";
    private const string Discovery = "/.well-known";

    public static IServiceCollection AddHubIdentity(this IServiceCollection services, IdentityOptions identity)
    {
        services.AddSingleton(identity)
            .AddSingleton<HubKeys>()
            .AddSingleton<ClientRows>()
            .AddSingleton<ClientAccess>()
            .AddSingleton<DeclaredClients>()
            .AddSingleton<RememberedTokens>(static provider => new RememberedTokens(provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<AccessTokens>()
            .AddSingleton<ExpiredTokens>()
            .AddHostedService<ExpiredTokens.Clock>()
            .AddSingleton<ILinkTokens, SiteTokens>()
            .AddSingleton<ILinkGuard, SiteGuard>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, HubBearer>(HubBearer.SchemeName, null);
        services.AddSingleton<IAuthorizationHandler, RequiredScopeHandler>().AddSingleton<IAuthorizationMiddlewareResultHandler, ScopeRefusals>();
        services.AddAuthorizationBuilder()
            .AddPolicy(OperationsAccess.See, RequiredScopeExtensions.Policy(HubScopes.Read))
            .AddPolicy(OperationsAccess.Mend, RequiredScopeExtensions.Policy(HubScopes.Admin));
        services.AddOpenIddict()
            .AddCore(static core => core.UseEntityFrameworkCore().UseDbContext<HubDbContext>())
            .AddServer(server => Serve(server, identity));
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>, KeysOfTheProvider>();

        // ASP.NET Core's authentication brings data protection along, which at start writes a key in clear into the home folder. Nothing
        // here uses it; whoever needs it first, gives it a store under the master key.
        services.Remove(services.Single(static service => service.ImplementationType?.Name == "DataProtectionHostedService"));
        return services;
    }

    /// <summary>
    /// The provider looks at every request that passes it, to see whether it is one of its own. It is shown only those that can be: a
    /// link's batches come by the thousand.
    /// </summary>
    public static IApplicationBuilder UseHubIdentity(this IApplicationBuilder app)
    {
        // Without this mark ASP.NET Core adds the middleware by itself, before everything else and for every request.
        app.Properties["__AuthenticationMiddlewareSet"] = true;
        return app.UseWhen(
            static context => context.Request.Path.StartsWithSegments(Endpoints, StringComparison.Ordinal) || context.Request.Path.StartsWithSegments(Discovery, StringComparison.Ordinal),
            static branch => branch.UseAuthentication());
    }

    private static void Serve(OpenIddictServerBuilder server, IdentityOptions identity)
    {
        server.SetIssuer(identity.Issuer)
            .SetTokenEndpointUris(Endpoints + "/token")
            .SetRevocationEndpointUris(Endpoints + "/revocation")
            .AllowClientCredentialsFlow()
            .RegisterScopes([.. HubScopes.All])
            .SetAccessTokenLifetime(TimeSpan.FromMinutes(5))
            .DisableAccessTokenEncryption();
        server.AddEventHandler<HandleTokenRequestContext>(static handler => handler.UseScopedHandler<TokensForPrograms>());
        server.AddEventHandler<ApplyRevocationResponseContext>(static handler => handler.UseSingletonHandler<RevokedTokens>().SetOrder(int.MinValue));
        var host = server.UseAspNetCore();
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
