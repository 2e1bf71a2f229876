using Hangfire;
using Microsoft.Extensions.Hosting;

namespace SiteHub.Hub.Sessions.Logout;

/// <summary>Retries are off: the schedule lives in the rows.</summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class LogoutJobs(LogoutNotices notices, BrowserSessions sessions)
{
    [JobDisplayName("Delete sessions that ended long ago, and their notices")]
    public async Task Trim(CancellationToken cancellationToken)
    {
        await notices.Trim(cancellationToken);
        await sessions.Trim(cancellationToken);
    }

    internal sealed class Clock(IRecurringJobManagerV2 recurring) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            recurring.AddOrUpdate<LogoutJobs>("delete old notices of ended sessions", static j => j.Trim(CancellationToken.None), Cron.Hourly);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
