using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using SiteHub.Delivery.Sending;
using SiteHub.Delivery.Tail;
using SiteHub.Delivery.Workers;

namespace SiteHub.Delivery.Links;

/// <summary>Puts the links into a role.</summary>
public static class LinkServices
{
    /// <summary>Where the role registered no <see cref="GuardedConnection"/>: its peer stands in its operator's own file.</summary>
    private static readonly GuardedConnection Unguarded = new(NetworkGuard.Everything);

    /// <summary>
    /// The role itself registers Database, SecretBox, <see cref="ILinkApplier"/>, <see cref="ILinkHistory"/>, <see cref="ILinkQuestions"/>, <see cref="ILinkTokens"/>
    /// and <see cref="ILinkGuard"/>.
    /// </summary>
    public static IServiceCollection AddLinks(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(LogRetentionOptions.Default);
        services.AddMetrics();
        services.AddSingleton<LinkSignals>();
        services.AddSingleton<LinkLog>();
        services.AddSingleton<LinkRegistry>();
        services.AddSingleton<LinkMetrics>();
        services.TryAddSingleton<LiveTail>();
        services.AddSingleton<LinkSender>();
        services.AddSingleton<BatchBudget>();
        services.AddSingleton<LinkGreeting>();
        services.AddSingleton(static provider => new LinkAsking(
            provider.GetRequiredService<LinkRegistry>(), provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<ILinkTokens>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<LinkReceiver>();
        services.AddSingleton<RejectedEntries>();
        services.AddSingleton<LinkClock>();
        services.AddSingleton<LinkSweep>();
        services.AddSingleton<LogRetention>();
        services.AddTransient<LinkJobs>();
        services.AddHostedService<LinkPumps>();
        services.AddHostedService<RecurringLinkJobs>();
        services.AddHttpClient(LinkSender.Client, c => c.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(static provider => (provider.GetService<GuardedConnection>() ?? Unguarded).CreateHandler())
            .RemoveAllLoggers();
        return services.AddWorkers();
    }

    private sealed class RecurringLinkJobs(IRecurringJobManagerV2 jobs) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            jobs.AddOrUpdate<LinkJobs>("sweep the links", j => j.Sweep(), Cron.Minutely);
            jobs.AddOrUpdate<LinkJobs>("trim the logs", j => j.Trim(CancellationToken.None), Cron.Hourly);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
