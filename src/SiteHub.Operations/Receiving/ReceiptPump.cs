using System.Collections.Concurrent;
using Hangfire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;

namespace SiteHub.Operations.Receiving;

/// <summary>Works on what came in: each receiver's in the order in which it came, the receivers side by side.</summary>
internal sealed class ReceiptPump(Receipts receipts, ReceiptWork work, ReceivingSignal signal, IBackgroundJobClientV2 jobs, TimeProvider time, ILogger<ReceiptPump> log) : BackgroundService
{
    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        signal.Raise();
        await foreach (var _ in signal.All(stoppingToken))
        {
            try
            {
                Start(stoppingToken);
            }
            catch (DatabaseUnavailableException failure)
            {
                Log.Stopped(log, failure, "all receivers");
            }
        }
    }

    private void Start(CancellationToken stopping)
    {
        foreach (var receiver in receipts.ReceiversWithDue())
        {
            _running.GetOrAdd(receiver, static (id, pump) => Task.Run(() => pump.Self.Work(id, pump.Stopping), CancellationToken.None), (Self: this, Stopping: stopping));
        }

        if (receipts.EarliestDue() is { } at && at > time.GetUtcNow())
        {
            jobs.Schedule<ReceivingJobs>(static j => j.Wake(), at - time.GetUtcNow());
        }
    }

    private async Task Work(string receiver, CancellationToken stopping)
    {
        var again = true;
        try
        {
            while (!stopping.IsCancellationRequested && receipts.NextDue(receiver) is { } receipt)
            {
                await work.Do(receipt, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It is still due.
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            again = false;
            Log.Stopped(log, failure, receiver);
        }
        finally
        {
            _running.TryRemove(receiver, out _);
            if (again)
            {
                signal.Raise();
            }
        }
    }
}
