using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using SiteHub.Delivery.Clock;

namespace SiteHub.Delivery.Workers;

public static class WorkerServices
{
    /// <summary>Whoever has workers asks for it; it is there once.</summary>
    public static IServiceCollection AddWorkers(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(static s => s.ServiceType == typeof(WorkerSet)))
        {
            return services;
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<WorkerSet>().AddSingleton<WorkerClock>().AddTransient<WorkerJobs>().AddHostedService<Sweep>();

        // The loop is what keeps a role up; this is for a fault of the loop's own.
        services.Configure<HostOptions>(static host => host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore);
        return services.AddClock();
    }

    private sealed class Sweep(IRecurringJobManagerV2 recurring) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            recurring.AddOrUpdate<WorkerJobs>("let every worker look", static j => j.WakeAll(), Cron.Minutely);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
