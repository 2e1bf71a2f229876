using Hangfire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SiteHub.Agent.Enrolment;

/// <summary>Retries are off: whether it is due stands in the file.</summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class EnrolmentJobs(SiteEnrolment enrolment, ILogger<EnrolmentJobs> log)
{
    [JobDisplayName("Renew the site's key and the link's secret, if they are old")]
    public Task RenewIfOld(CancellationToken cancellationToken) => Try(enrolment.RenewIfOld(cancellationToken));

    [JobDisplayName("Renew the site's key and the link's secret")]
    public Task Renew(CancellationToken cancellationToken) => Try(enrolment.Renew(cancellationToken));

    private async Task Try(Task renewing)
    {
        try
        {
            await renewing;
        }
        catch (EnrolmentException e)
        {
            Log.NotRenewed(log, e.Message);
        }
    }

    internal sealed class Clock(IRecurringJobManagerV2 recurring, IBackgroundJobClientV2 jobs) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            recurring.AddOrUpdate<EnrolmentJobs>("renew the site's key", static j => j.RenewIfOld(CancellationToken.None), Cron.Hourly);
            jobs.Enqueue<EnrolmentJobs>(static j => j.RenewIfOld(CancellationToken.None));
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
