using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Workers;
using SiteHub.Hub.Sessions.Logout;

namespace SiteHub.Hub.Sessions;

internal static class SessionServices
{
    public static IServiceCollection AddSessions(this IServiceCollection services) => services
        .AddSingleton<BrowserSessions>()
        .AddScoped<PersonSignIn>()
        .AddSingleton<KnownBrowsers>()
        .AddSingleton<LogoutSignal>()
        .AddSingleton<LogoutNotices>()
        .AddSingleton<LogoutSender>()
        .AddTransient<LogoutJobs>()
        .AddWorkers()
        .AddHostedService<LogoutPump>()
        .AddHostedService<LogoutJobs.Clock>();
}
