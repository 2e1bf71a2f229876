using Hangfire;
using Microsoft.Extensions.Hosting;

namespace SiteHub.Operations.Receiving;

/// <summary>Retries are off: the schedule lives in the rows.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class ReceivingJobs(Receipts receipts)
{
    [JobDisplayName("Delete old receipts")]
    public Task Trim(CancellationToken cancellationToken) => receipts.Trim(cancellationToken);

    internal sealed class Clock(IRecurringJobManagerV2 recurring) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            recurring.AddOrUpdate<ReceivingJobs>("delete old receipts", static j => j.Trim(CancellationToken.None), Cron.Hourly);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
