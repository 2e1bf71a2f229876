using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SiteHub.Delivery.Workers;

namespace SiteHub.Hub.Mail;

/// <summary>Retries are off: the schedule lives in the rows.</summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class MailJobs(Outbox outbox)
{
    [JobDisplayName("Delete old mail")]
    public Task Trim(CancellationToken cancellationToken) => outbox.Trim(cancellationToken);

    internal sealed class Clock(IRecurringJobManagerV2 recurring) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            recurring.AddOrUpdate<MailJobs>("delete old mail", static j => j.Trim(CancellationToken.None), Cron.Daily);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

internal static class MailServices
{
    public static IServiceCollection AddMail(this IServiceCollection services) => services
        .AddSingleton<MailSignal>()
        .AddSingleton<Outbox>()
        .AddTransient<MailJobs>()
        .AddWorkers()
        .AddHostedService<MailPump>()
        .AddHostedService<MailJobs.Clock>();
}
