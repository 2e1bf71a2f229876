using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Links;
using SiteHub.Agent.People;
using SiteHub.Agent.SignIn.Logout;
using SiteHub.Agent.SignIn.People;
using SiteHub.Agent.SignIn.Sessions;
using SiteHub.Agent.SignIn.Tokens;
using SiteHub.Operations;

namespace SiteHub.Agent.SignIn;

internal static class SignInServices
{
    /// <summary>Needs the hub's keys and the clock, which come with the link.</summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services.AddAuthentication().AddCookie(SignInSchemes.Session).AddOpenIdConnect(SignInSchemes.Hub, static _ => { });
        services.AddOptions<CookieAuthenticationOptions>(SignInSchemes.Session).Configure<SiteOptions>(SessionCookie.Configure);
        services.AddOptions<OpenIdConnectOptions>(SignInSchemes.Hub).Configure<SiteOptions, HubClient, HubKeySet, IHttpClientFactory, TimeProvider>(HubProvider.Configure);
        var authorization = services.AddAuthorizationBuilder()
            .AddPolicy(SignInSchemes.SignedIn, static policy => policy.AddAuthenticationSchemes(SignInSchemes.Session).RequireAuthenticatedUser());
        foreach (var console in new[] { OperationsAccess.SeePages, OperationsAccess.MendPages, OperationsAccess.AdministerPages })
        {
            authorization.AddPolicy(console, static policy => policy.AddAuthenticationSchemes(SignInSchemes.Session).RequireRole(ApiKeyAuthentication.Manager));
        }

        return services
            .AddSingleton<LocalUsers>()
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
}
