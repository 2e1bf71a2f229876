using Hangfire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Operations.Alerts;

/// <summary>Looks for what is wrong, and tells it: once when it begins, once when it is over. The rows remember what was told, over restarts too.</summary>
public sealed class AlertWatch(IEnumerable<IAttention> attention, AlertRows rows, IEnumerable<IAlertChannel> channels, IRecurringJobManagerV2 recurring, Database database, TimeProvider time, ILogger<AlertWatch> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>What was not there at the last look; gone twice it is over. A hiccup would be told as an end and a new beginning.</summary>
    private HashSet<string> _gone = [];

    public async Task LookAsync(CancellationToken cancellationToken = default)
    {
        var found = attention.SelectMany(static a => a.Look()).Where(static a => !a.IsTask).ToList();
        var open = rows.Open();
        var known = open.Select(static a => a.Cause).ToHashSet(StringComparer.Ordinal);
        var begun = found.Where(a => !known.Contains(a.Cause)).ToList();
        var present = found.Select(static a => a.Cause).ToHashSet(StringComparer.Ordinal);
        var missing = open.Where(a => !present.Contains(a.Cause)).ToList();
        var over = missing.Where(a => _gone.Contains(a.Cause)).ToList();
        _gone = [.. missing.Select(static a => a.Cause)];
        if (begun.Count + over.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        await database.Writer.Write(
            session =>
            {
                foreach (var alert in begun.Select(a => AlertRows.Raise(session, a, now)).Concat(over.Select(a => AlertRows.Clear(session, a.Id, now))).OfType<Alert>())
                {
                    foreach (var channel in channels)
                    {
                        channel.Tell(session, alert);
                    }
                }
            },
            cancellationToken);
        foreach (var one in begun)
        {
            Log.Raised(log, one.Kind, one.Subject, one.Reason);
        }

        foreach (var one in over)
        {
            Log.Cleared(log, one.Kind, one.Subject);
        }
    }

    public async Task DigestAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var open = rows.Open();
        var tasks = attention.SelectMany(static a => a.Look()).Where(static a => a.IsTask).ToList();
        await database.Writer.Write(
            session =>
            {
                var (raised, cleared) = AlertRows.Since(session, now - TimeSpan.FromDays(1));
                AlertRows.Trim(session, now - Kept);
                if (open.Count + tasks.Count + raised + cleared == 0)
                {
                    return;
                }

                foreach (var channel in channels)
                {
                    channel.Digest(session, new AlertDigest(open, raised, cleared, tasks));
                }
            },
            cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        recurring.AddOrUpdate<AlertJobs>("daily digest", static j => j.Digest(CancellationToken.None), Cron.Daily(6));
        // In real time: a clock that is set must not make a thousand looks of one.
        using var timer = new PeriodicTimer(Every);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // Whatever it is, the role goes on: the next look may do better.
                    Log.NotLooked(log, e);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}

internal sealed class AlertJobs(AlertWatch watch)
{
    [JobDisplayName("Tell the operators what lasts")]
    public Task Digest(CancellationToken cancellationToken) => watch.DigestAsync(cancellationToken);
}
