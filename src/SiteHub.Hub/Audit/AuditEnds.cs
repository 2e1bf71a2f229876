using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Audit;

/// <summary>Tells the log where the trail ends at each start and stop: a log kept elsewhere then shows what was cut off in between.</summary>
internal sealed class AuditEnds(Database database, ILogger<AuditTrail> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Tell();

    public Task StopAsync(CancellationToken cancellationToken) => Tell();

    private Task Tell()
    {
        try
        {
            var head = database.Read(AuditHead.Of);
            Log.Head(log, head.Seq, head.Hash);
        }
        catch (DatabaseUnavailableException)
        {
            // It says so itself, and louder; a stop must not fail for it.
        }

        return Task.CompletedTask;
    }
}
