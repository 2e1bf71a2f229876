using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using SiteHub.Delivery.Sending;
using SiteHub.Delivery.Tail;
using SiteHub.Delivery.Workers;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Puts the webhooks into a role.</summary>
public static class WebhookServices
{
    /// <summary>
    /// The role itself registers Database, SecretBox, and a <see cref="NetworkGuard"/>: without one, public addresses alone are reached. It tells its events
    /// to <see cref="WebhookFanout"/>.
    /// </summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(NetworkGuard.PublicOnly);
        services.TryAddSingleton(WebhookRetentionOptions.Default);
        services.AddMetrics();
        services.AddSingleton<WebhookRegistry>();
        services.AddSingleton<WebhookFanout>();
        services.AddSingleton<Announcements>();
        services.AddSingleton<WebhookMetrics>();
        services.TryAddSingleton<LiveTail>();
        services.TryAddSingleton(static p => new WebhookClients(new GuardedConnection(p.GetRequiredService<NetworkGuard>())));
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<OutcomeWriter>();
        services.AddSingleton<WebhookClock>();
        services.AddSingleton<WebhookSweep>();
        services.AddSingleton<WebhookRetention>();
        services.AddSingleton<Deliveries>();
        services.AddSingleton<Replays>();
        services.AddSingleton<ReplayRun>();
        services.AddSingleton<ReplaySignal>();
        services.AddTransient<WebhookJobs>();
        services.AddHostedService<WebhookPumps>();
        services.AddHostedService<ReplayPump>();
        services.AddHostedService<RecurringWebhookJobs>();
        return services.AddWorkers();
    }

    private sealed class RecurringWebhookJobs(IRecurringJobManagerV2 jobs) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            jobs.AddOrUpdate<WebhookJobs>("sweep the webhooks", static j => j.Sweep(), Cron.Minutely);
            jobs.AddOrUpdate<WebhookJobs>("renew the webhooks' tokens", static j => j.RenewTokens(CancellationToken.None), Cron.Minutely);
            jobs.AddOrUpdate<WebhookJobs>("trim the deliveries", static j => j.Trim(CancellationToken.None), Cron.Hourly);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
