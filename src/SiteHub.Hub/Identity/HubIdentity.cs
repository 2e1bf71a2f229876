using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenIddict.Server;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Tokens;
using SiteHub.Hub.Storage;
using SiteHub.Operations;
using SiteHub.Operations.Streams;
using SiteHub.Operations.Tries;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SiteHub.Hub.Identity;

/// <summary>The hub as identity provider. Everything particular to OpenIddict is in this folder.</summary>
internal static class HubIdentity
{
    private const string Endpoints = "/connect";

    /// <summary>Endpoints of the provider to which no person comes.</summary>
    public static readonly IReadOnlyList<string> ForPrograms = [Endpoints + "/token", Endpoints + "/userinfo", Endpoints + "/par", Endpoints + "/introspect", Endpoints + "/revocation"];

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
            .AddSingleton<ClientAssertions>()
            .AddSingleton<ClientKeySets>()
            .AddSingleton<TokensForSites>()
            .AddSingleton<DeclaredClients>()
            .AddSingleton<RememberedTokens>(static provider => new RememberedTokens(provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(static provider => new OpenStreams(provider.GetRequiredService<IHostApplicationLifetime>(), provider.GetRequiredService<TimeProvider>(), OwnerOf))
            .AddSingleton<Revocation>()
            .AddSingleton(static provider => new WrongTries(provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<AccessTokens>()
            .AddSingleton<ExpiredTokens>()
            .AddHostedService<ExpiredTokens.Clock>()
            .AddSingleton<LogoutTokens>()
            .AddSingleton<PersonGrants>()
            .AddSingleton<ILinkTokens, SiteTokens>()
            .AddSingleton<ILinkGuard, SiteGuard>();
        services.AddScoped<SignInClaims>().AddSingleton<ConsentTicket>().AddSingleton<KeptRequests>().AddSingleton<IdTokenHints>().AddSingleton<MemberReach>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, HubBearer>(HubBearer.SchemeName, null);
        services.AddSingleton<IAuthorizationHandler, RequiredScopeHandler>().AddSingleton<IAuthorizationMiddlewareResultHandler, ScopeRefusals>();
        services.AddAuthorizationBuilder()
            .AddPolicy(OperationsAccess.See, RequiredScopeExtensions.Policy(HubScopes.Read))
            .AddPolicy(OperationsAccess.Mend, RequiredScopeExtensions.Policy(HubScopes.Admin));
        services.AddOpenIddict()
            .AddCore(static core => core.ReplaceApplicationManager(typeof(ClientManager<>)).ReplaceTokenManager(typeof(TokenManager<>)).UseEntityFrameworkCore().UseDbContext<HubDbContext>())
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
        return app.UseProviderRequests().UseKeptRequests().UseProviderTries().UseTokensForSites().UseWhen(
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
            .RegisterClaims("sub", "name", "given_name", "family_name", "email", "email_verified", "locale", "zoneinfo", "roles", "sid", "auth_time", "amr")
            .SetAuthorizationCodeLifetime(TimeSpan.FromMinutes(1))
            .SetAccessTokenLifetime(TimeSpan.FromMinutes(5))
            .SetRefreshTokenLifetime(TimeSpan.FromDays(14))
            .SetRefreshTokenReuseLeeway(TimeSpan.FromSeconds(30))
            .DisableAccessTokenEncryption();
        server.Configure(static options =>
        {
            options.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain);
            options.RequestTokenLifetime = TimeSpan.FromMinutes(5);
        });
        server.AddEventHandler<HandleTokenRequestContext>(static handler => handler.UseScopedHandler<TokensForPrograms>());
        server.AddEventHandler<HandleTokenRequestContext>(static handler => handler.UseScopedHandler<TokensForPeople>());
        server.AddEventHandler<HandleTokenRequestContext>(static handler => handler.UseScopedHandler<TokensForActors>());
        server.AddEventHandler<HandleUserInfoRequestContext>(static handler => handler.UseScopedHandler<UserInfo>());
        server.AddEventHandler<HandleRevocationRequestContext>(static handler => handler.UseScopedHandler<RefreshFamilies.Revoked>().SetOrder(RefreshFamilies.Revoked.Order));
        server.AddEventHandler<ProcessAuthenticationContext>(static handler => handler.UseSingletonHandler<ClientAssertions.AtTheProvider>().SetOrder(ClientAssertions.AtTheProvider.Order));
        server.AddEventHandler<ValidateTokenContext>(static handler => handler.UseSingletonHandler<ClientAssertions.Untyped>().SetOrder(ClientAssertions.Untyped.Order));
        server.AddEventHandler<ValidateTokenContext>(static handler => handler.UseSingletonHandler<ClientKeySets.ForAssertions>().SetOrder(ClientKeySets.ForAssertions.Order));
        server.AddEventHandler<ValidateTokenContext>(static handler => handler.UseScopedHandler<RefreshFamilies.CameBack>().SetOrder(RefreshFamilies.CameBack.Order));
        server.AddEventHandler<GenerateTokenContext>(static handler => handler.UseScopedHandler<IdTokenKeys>().SetOrder(IdTokenKeys.Order));
        server.AddEventHandler<HandleConfigurationRequestContext>(static handler => handler.UseSingletonHandler<Discovery>().SetOrder(Discovery.Order));
        server.AddEventHandler<ValidateAuthorizationRequestContext>(static handler => handler.UseSingletonHandler<AuthorizeErrors.Twice>().SetOrder(AuthorizeErrors.Twice.Order));
        server.AddEventHandler<ValidateAuthorizationRequestContext>(static handler => handler.UseScopedHandler<UnknownScopes>().SetOrder(UnknownScopes.Order));
        server.AddEventHandler<ValidatePushedAuthorizationRequestContext>(static handler => handler.UseScopedHandler<UnknownScopes>().SetOrder(UnknownScopes.OrderOfPushed));
        server.AddEventHandler<ApplyAuthorizationResponseContext>(static handler => handler.UseScopedHandler<AuthorizeErrors.ToTheClient>().SetOrder(AuthorizeErrors.ToTheClient.Order));
        server.AddEventHandler<ApplyAuthorizationResponseContext>(static handler => handler.UseSingletonHandler<FormPost>().SetOrder(FormPost.Order));
        server.AddEventHandler<ApplyAuthorizationResponseContext>(static handler => handler.UseSingletonHandler<AuthorizeErrors.ToThePerson<ApplyAuthorizationResponseContext>>().SetOrder(AuthorizeErrors.ToThePerson<ApplyAuthorizationResponseContext>.Order));
        server.AddEventHandler<ApplyEndSessionResponseContext>(static handler => handler.UseSingletonHandler<AuthorizeErrors.ToThePerson<ApplyEndSessionResponseContext>>().SetOrder(AuthorizeErrors.ToThePerson<ApplyEndSessionResponseContext>.Order));
        var host = server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableEndSessionEndpointPassthrough();
        if (identity.AllowsPlainHttp)
        {
            host.DisableTransportSecurityRequirement();
        }
    }

    /// <summary>A program's stream is its token's and ends with it; a page's is its session's.</summary>
    private static StreamOwner OwnerOf(HttpContext http) => http.Features.Get<RememberedToken>() is { } token
        ? new StreamOwner(token.Subject, token.Session, token.ClientId, token.Grant, token.Id, token.Expires)
        : new StreamOwner(http.User.FindFirst(Claims.Subject)?.Value, http.User.FindFirst(SignInClaims.SessionId)?.Value);

    private sealed class KeysOfTheProvider(HubKeys keys, TimeProvider time) : IConfigureOptions<OpenIddictServerOptions>
    {
        public void Configure(OpenIddictServerOptions options)
        {
            options.SigningCredentials.AddRange(keys.Published(time.GetUtcNow()));
            options.EncryptionCredentials.Add(new(keys.Encryption, "dir", "A256CBC-HS512"));
        }
    }
}
