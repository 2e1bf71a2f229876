using Hangfire;
using Microsoft.Extensions.Hosting;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Actions;

/// <summary>Retries are off: what is open stands in the rows.</summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class ActionJobs(ActionRunner runner, Database database, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    [JobDisplayName("Do what a member asked for: {0}")]
    public Task Run(string request, CancellationToken cancellationToken) => runner.Run(request, cancellationToken);

    [JobDisplayName("Look for requests that lost their wake-up")]
    public async Task Sweep(CancellationToken cancellationToken)
    {
        foreach (var request in runner.Open())
        {
            await runner.Run(request, cancellationToken);
        }
    }

    [JobDisplayName("Delete requests that ended long ago")]
    public Task Trim(CancellationToken cancellationToken) => database.Writer.Write(
        session => session.Execute(
            "DELETE FROM action_request WHERE id IN (SELECT id FROM action_request WHERE changed < $1 AND state NOT IN ('received', 'accepted', 'unknown') LIMIT 1000)", time.GetUtcNow() - Kept),
        cancellationToken);

    /// <summary>Arms the jobs, and at once goes on with what a process that died left half done.</summary>
    internal sealed class Clock(IRecurringJobManagerV2 recurring, IBackgroundJobClientV2 jobs, ActionRunner runner) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            recurring.AddOrUpdate<ActionJobs>("look for requests that wait", static j => j.Sweep(CancellationToken.None), Cron.Minutely);
            recurring.AddOrUpdate<ActionJobs>("delete old requests", static j => j.Trim(CancellationToken.None), Cron.Hourly);
            foreach (var request in runner.Open())
            {
                jobs.Enqueue<ActionJobs>(j => j.Run(request, CancellationToken.None));
            }

            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
