using Hangfire;
using Microsoft.Extensions.Hosting;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Actions;

/// <summary>Retries are off: what is open stands in the rows.</summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class ActionJobs(Database database, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    [JobDisplayName("Delete requests that ended long ago")]
    public Task Trim(CancellationToken cancellationToken) => database.Writer.Write(
        session => session.Execute(
            "DELETE FROM action_request WHERE id IN (SELECT id FROM action_request WHERE changed < $1 AND state NOT IN ('received', 'accepted', 'unknown') LIMIT 1000)", time.GetUtcNow() - Kept),
        cancellationToken);

    internal sealed class Clock(IRecurringJobManagerV2 recurring) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            recurring.AddOrUpdate<ActionJobs>("delete old requests", static j => j.Trim(CancellationToken.None), Cron.Hourly);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
