using Hangfire;
using Microsoft.Extensions.Hosting;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Files;

/// <summary>Lets go of what no site fetched in time.</summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class HeldFileJobs(Database database, TimeProvider time)
{
    [JobDisplayName("Delete files of requests that have expired")]
    public Task Tidy(CancellationToken cancellationToken) => database.Writer.Write(session => HeldFiles.Tidy(session, time.GetUtcNow(), isStart: false), cancellationToken);

    internal sealed class Clock(IRecurringJobManagerV2 recurring) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            recurring.AddOrUpdate<HeldFileJobs>("delete files of expired requests", static j => j.Tidy(CancellationToken.None), Cron.Hourly);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
