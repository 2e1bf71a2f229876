using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Publications;

/// <summary>Runs what resyncs there are, one after the other, those first that a kill interrupted.</summary>
internal sealed class ResyncService(ResyncRunner runner, Database database, ResyncSignal signal, TimeProvider time, ILogger<ResyncService> logger) : BackgroundService
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var docType = "?";
            try
            {
                foreach (var resync in database.Read(Resync.Pending))
                {
                    docType = resync.DocType;
                    await runner.RunAsync(docType, stoppingToken);
                }

                await signal.WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // The row is still there. Whatever it is, one publication must not keep the site from running.
                Log.ResyncFailed(logger, e, docType);
                await Task.Delay(AfterFault, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
