using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.InMemory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Workers;

namespace SiteHub.Delivery.Clock;

internal static class ClockServices
{
    /// <summary>
    /// Hangfire in memory, a storage of this role's own: the rows are the truth, the jobs are re-armed from them at start. Whoever needs a clock
    /// asks for it; there is one.
    /// </summary>
    public static IServiceCollection AddClock(this IServiceCollection services)
    {
        if (services.Any(static s => s.ServiceType == typeof(JobStorage)))
        {
            return services;
        }

        services.AddSingleton<SteadyClock>();
        services.AddSingleton<JobStorage>(_ => new InMemoryStorage());

        // Hangfire's own is a static: of two hosts in one process the later one would get the jobs of both.
        services.AddSingleton<JobActivator>(static p => new AspNetCoreJobActivator(p.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire((provider, hangfire) => hangfire
            .UseLogProvider(new ClockLogs(provider.GetRequiredService<ILoggerFactory>()))
            .UseStorage(provider.GetRequiredService<JobStorage>()));
        services.AddHangfireServer((provider, options) =>
        {
            options.FilterProvider = new JobFaults(provider.GetService<WorkerSet>);
            options.SchedulePollingInterval = TimeSpan.FromSeconds(1);
            options.WorkerCount = 2;
            options.StopTimeout = TimeSpan.FromSeconds(5);
        });
        return services;
    }
}
