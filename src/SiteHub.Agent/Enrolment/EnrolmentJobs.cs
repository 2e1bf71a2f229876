using Hangfire;
using Microsoft.Extensions.Hosting;

namespace SiteHub.Agent.Enrolment;

/// <summary>Retries are off: whether it is due stands in the file and in the row.</summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class EnrolmentJobs(RenewalSignal signal)
{
    [JobDisplayName("Renew the site's key and the link's secret, if they are old or the hub asked for it")]
    public void Renew() => signal.Raise();

    internal sealed class Clock(IRecurringJobManagerV2 recurring) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            recurring.AddOrUpdate<EnrolmentJobs>("renew the site's key", static j => j.Renew(), Cron.Hourly);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
