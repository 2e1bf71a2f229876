using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SiteHub.Agent.Links;
using SiteHub.Agent.People;
using SiteHub.Agent.SignIn.Logout;
using SiteHub.Agent.SignIn.People;
using SiteHub.Agent.SignIn.Sessions;
using SiteHub.Agent.SignIn.Tokens;
using SiteHub.Operations;
using SiteHub.Operations.Look;
using SiteHub.Operations.Streams;

namespace SiteHub.Agent.SignIn;

internal static class SignInServices
{
    /// <summary>Needs the hub's keys and the clock, which come with the link.</summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services.AddAuthentication().AddCookie(SignInSchemes.Session).AddOpenIdConnect(SignInSchemes.Hub, static _ => { });
        services.AddOptions<CookieAuthenticationOptions>(SignInSchemes.Session).Configure<Brand>(SessionCookie.Configure);
        services.AddOptions<OpenIdConnectOptions>(SignInSchemes.Hub).Configure<IServiceProvider>(static (options, p) => HubProvider.Configure(
            options, p.GetRequiredService<SiteOptions>(), p.GetRequiredService<Brand>(), p.GetRequiredService<HubClient>(), p.GetRequiredService<HubKeySet>(), p.GetRequiredService<IHttpClientFactory>(), p.GetRequiredService<TimeProvider>()));
        var authorization = services.AddAuthorizationBuilder()
            .AddPolicy(SignInSchemes.SignedIn, static policy => policy.AddAuthenticationSchemes(SignInSchemes.Session).RequireAuthenticatedUser());
        foreach (var console in new[] { OperationsAccess.SeePages, OperationsAccess.MendPages, OperationsAccess.AdministerPages })
        {
            authorization.AddPolicy(console, static policy => policy.AddAuthenticationSchemes(SignInSchemes.Session).RequireRole(ApiKeyAuthentication.Manager));
        }

        return services
            .AddSingleton<LocalUsers>()
            .AddSingleton(static p => new OpenStreams(p.GetRequiredService<IHostApplicationLifetime>(), p.GetRequiredService<TimeProvider>(), OwnerOf))
            .AddSingleton<SessionEnds>()
            .AddSingleton<HubSessions>()
            .AddSingleton<LogoutTokens>()
            .AddSingleton<TokenRows>()
            .AddSingleton<TokenRefresh>()
            .AddSingleton<PersonTokens>()
            .AddSingleton(static p => new HubQuestions(p.GetRequiredService<SiteOptions>(), p.GetRequiredService<PersonTokens>(), p.GetRequiredService<IHttpClientFactory>()))
            .AddSingleton<SignInRetention>()
            .AddTransient<SignInJobs>()
            .AddHostedService<SignInClock>();
    }

    private static StreamOwner OwnerOf(HttpContext http) => new(http.User.Identity?.Name, http.User.FindFirst(HubSession.IdClaim)?.Value);
}
