using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace SiteHub.Hub.Mail;

/// <summary>Retries are off: the schedule lives in the rows.</summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class MailJobs(MailSignal signal, Outbox outbox)
{
    [JobDisplayName("Send mail that waits")]
    public void Wake() => signal.Raise();

    [JobDisplayName("Delete old mail")]
    public Task Trim(CancellationToken cancellationToken) => outbox.Trim(cancellationToken);

    internal sealed class Clock(IRecurringJobManagerV2 recurring) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            recurring.AddOrUpdate<MailJobs>("send mail that waits", static j => j.Wake(), Cron.Minutely);
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
        .AddHostedService<MailPump>()
        .AddHostedService<MailJobs.Clock>();
}
