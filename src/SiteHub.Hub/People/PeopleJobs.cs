using Hangfire;
using Microsoft.Extensions.Hosting;

namespace SiteHub.Hub.People;

[AutomaticRetry(Attempts = 0)]
internal sealed class PeopleJobs(Registration registration)
{
    [JobDisplayName("Delete registrations that nobody confirmed")]
    public Task Trim(CancellationToken cancellationToken) => registration.Trim(cancellationToken);

    internal sealed class Clock(IRecurringJobManagerV2 recurring) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            recurring.AddOrUpdate<PeopleJobs>("delete registrations that nobody confirmed", static j => j.Trim(CancellationToken.None), Cron.Hourly);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
