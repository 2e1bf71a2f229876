using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Workers;

namespace SiteHub.Delivery.Clock;

/// <param name="Path">the file of the role's jobs; null: they are kept in memory, and their history ends with the process</param>
public sealed record JobsKept(string? Path);

/// <summary>Puts the jobs into a role.</summary>
public static class ClockServices
{
    /// <summary>
    /// The rows are the truth, the jobs are armed from them at start. Whoever needs a clock asks for it; there is one. A role that registers no
    /// <see cref="JobsKept"/> keeps its jobs in memory.
    /// </summary>
    public static IServiceCollection AddClock(this IServiceCollection services)
    {
        if (services.Any(static s => s.ServiceType == typeof(RoleJobs)))
        {
            return services;
        }

        services.AddSingleton<SteadyClock>();
        services.TryAddSingleton(new JobsKept(null));
        services.AddSingleton<RoleJobStorage>();
        services.AddSingleton<JobStorage>(static p => p.GetRequiredService<RoleJobStorage>());

        services.AddSingleton<JobActivator>(static p => new RoleActivator(p.GetRequiredService<IServiceScopeFactory>(), p.GetService<WorkerSet>));
        services.AddSingleton(static p => new JobFaults(p.GetService<WorkerSet>));
        services.AddSingleton<RoleJobs>();
        services.AddSingleton<IBackgroundJobClientV2>(static p => p.Jobs());
        services.AddSingleton<IBackgroundJobClient>(static p => p.Jobs());
        services.AddSingleton<IRecurringJobManagerV2>(static p => p.Jobs());
        services.AddSingleton<IRecurringJobManager>(static p => p.Jobs());
        services.AddHostedService(static p => p.Jobs());
        services.AddHangfire((provider, hangfire) => hangfire
            .UseLogProvider(new ClockLogs(provider.GetRequiredService<ILoggerFactory>()))
            .UseStorage(provider.GetRequiredService<JobStorage>()));
        return services;
    }

    /// <summary>Hangfire's settings, of which its log is one, are made when they are first asked for.</summary>
    private static RoleJobs Jobs(this IServiceProvider provider)
    {
        provider.GetRequiredService<IGlobalConfiguration>();
        return provider.GetRequiredService<RoleJobs>();
    }
}
