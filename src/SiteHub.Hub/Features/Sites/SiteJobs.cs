using Hangfire;
using Microsoft.Extensions.Hosting;

namespace SiteHub.Hub.Features.Sites;

[AutomaticRetry(Attempts = 0)]
internal sealed class SiteJobs(SiteRemoval removal)
{
    [JobDisplayName("Go on removing sites")]
    public Task GoOn(CancellationToken cancellationToken) => removal.GoOn(cancellationToken);

    internal sealed class Clock(IRecurringJobManagerV2 recurring) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            recurring.AddOrUpdate<SiteJobs>("go on removing sites", static j => j.GoOn(CancellationToken.None), Cron.Hourly);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
