using Hangfire;
using Microsoft.Extensions.Hosting;
using SiteHub.Agent.SignIn.Tokens;

namespace SiteHub.Agent.SignIn;

/// <summary>Arms the jobs, and at once does what a process that died left half done.</summary>
internal sealed class SignInClock(IRecurringJobManagerV2 recurring, IBackgroundJobClientV2 jobs, TokenRows rows, TimeProvider time) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        recurring.AddOrUpdate<SignInJobs>("renew people's tokens", j => j.Renew(CancellationToken.None), Cron.Minutely);
        recurring.AddOrUpdate<SignInJobs>("delete ended sessions", j => j.Trim(CancellationToken.None), Cron.Hourly);
        if (await rows.TakeOver(time.GetUtcNow(), cancellationToken) > 0)
        {
            jobs.Enqueue<SignInJobs>(j => j.Renew(CancellationToken.None));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
