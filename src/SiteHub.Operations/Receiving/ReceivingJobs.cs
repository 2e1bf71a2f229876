using Hangfire;
using Microsoft.Extensions.Hosting;

namespace SiteHub.Operations.Receiving;

/// <summary>Retries are off: the schedule lives in the rows.</summary>
[AutomaticRetry(Attempts = 0)]
public sealed class ReceivingJobs(ReceivingSignal signal, Receipts receipts)
{
    [JobDisplayName("Work on what came in")]
    public void Wake() => signal.Raise();

    [JobDisplayName("Delete old receipts")]
    public Task Trim(CancellationToken cancellationToken) => receipts.Trim(cancellationToken);

    /// <summary>The minutely wake-up is for one that was lost.</summary>
    internal sealed class Clock(IRecurringJobManagerV2 recurring) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            recurring.AddOrUpdate<ReceivingJobs>("work on what came in", static j => j.Wake(), Cron.Minutely);
            recurring.AddOrUpdate<ReceivingJobs>("delete old receipts", static j => j.Trim(CancellationToken.None), Cron.Hourly);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
