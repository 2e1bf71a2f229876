using Hangfire;
using Microsoft.Extensions.Hosting;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Authorization;

/// <summary>Arms the job, and at once does what a process that died left half done.</summary>
internal sealed class SourceAuthorizationClock(IRecurringJobManagerV2 recurring, IBackgroundJobClientV2 jobs, SourceTokenRows rows, SourceTokens tokens, FrappeEntry entry, TimeProvider time) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        recurring.AddOrUpdate<SourceAuthorizationJobs>("renew the source's tokens", static j => j.Renew(CancellationToken.None), Cron.Minutely);
        if (await rows.TakeOver(time.GetUtcNow(), cancellationToken) > 0)
        {
            jobs.Enqueue<SourceAuthorizationJobs>(static j => j.Renew(CancellationToken.None));
        }

        if (entry.OAuth is not null)
        {
            tokens.Look();
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Retries are off: the schedule lives in the rows.</summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class SourceAuthorizationJobs(SourceTokens tokens, EndedTokens ended)
{
    [JobDisplayName("Renew the source's tokens ahead of their end, and ask again where the site refused; end there what ended here")]
    public async Task Renew(CancellationToken cancellationToken)
    {
        await tokens.RenewDue(cancellationToken);
        await ended.RevokeDue(cancellationToken);
    }
}
