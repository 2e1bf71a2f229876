using System.Globalization;
using Hangfire;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Operations.Alerts;

/// <summary>Looks for what is wrong, and tells it: once when it begins, once when it is over. The rows remember what was told, over restarts too.</summary>
public sealed class AlertWatch : TimedWorker
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private readonly AttentionList _attention;
    private readonly AlertRows _rows;
    private readonly Dictionary<string, IAlertChannel> _channels;
    private readonly IRecurringJobManagerV2 _recurring;
    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <summary>What was not there at the last look; gone twice it is over. A hiccup would be told as an end and a new beginning.</summary>
    private HashSet<string> _gone = [];

    public AlertWatch(AttentionList attention, AlertRows rows, IEnumerable<IAlertChannel> channels, IRecurringJobManagerV2 recurring, Database database, WorkerSet workers, TimeProvider time, ILogger<AlertWatch> log)
        : base(workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        (_attention, _rows, _recurring, _database, _time, _log) = (attention, rows, recurring, database, time, log);
        _channels = channels.ToDictionary(static channel => channel.GetType().Name, StringComparer.Ordinal);
        workers.OnRetry(Name, TellAgain);
    }

    public override string Name => "alerts";

    protected override TimeSpan Every => TimeSpan.FromSeconds(10);

    public async Task LookAsync(CancellationToken cancellationToken = default)
    {
        var found = _attention.Look().Where(static a => !a.IsTask).DistinctBy(static a => a.Cause).ToList();
        var open = _rows.Open();
        var known = open.Select(static a => a.Cause).ToHashSet(StringComparer.Ordinal);
        var begun = found.Where(a => !known.Contains(a.Cause)).ToList();
        var present = found.Select(static a => a.Cause).ToHashSet(StringComparer.Ordinal);
        var missing = open.Where(a => !present.Contains(a.Cause)).ToList();
        var over = missing.Where(a => _gone.Contains(a.Cause)).ToList();
        if (begun.Count + over.Count > 0)
        {
            await Tell(begun, over, cancellationToken);
        }

        _gone = [.. missing.Select(static a => a.Cause)];
    }

    public async Task DigestAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var open = _rows.Open();
        var tasks = _attention.Look().Where(static a => a.IsTask).ToList();
        var (raised, cleared) = _database.Read(session => AlertRows.Since(session, now - TimeSpan.FromDays(1)));
        await _database.Writer.Write(session => AlertRows.Trim(session, now - Kept), cancellationToken);
        if (open.Count + tasks.Count + raised + cleared == 0)
        {
            return;
        }

        await Workers.EachAsync(
            "digest of alerts",
            _channels.Keys,
            channel => _database.Writer.Write(session => _channels[channel].Digest(session, new AlertDigest(open, raised, cleared, tasks)), cancellationToken),
            cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _recurring.AddOrUpdate<AlertJobs>("daily digest", static j => j.Digest(CancellationToken.None), Cron.Daily(6));
        await base.ExecuteAsync(stoppingToken);
    }

    protected override Task TurnAsync(CancellationToken stopping) => LookAsync(stopping);

    /// <summary>An alert that a way does not take is parked for that way, and goes the others.</summary>
    private async Task Tell(List<Attention> begun, List<Alert> over, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var bad = new Dictionary<(string Cause, string Channel), Exception>();
        while (true)
        {
            (string Cause, string Channel)? current = null;
            try
            {
                await _database.Writer.Write(
                    session =>
                    {
                        foreach (var alert in begun.Select(a => AlertRows.Raise(session, a, now)).Concat(over.Select(a => AlertRows.Clear(session, a.Id, now))).OfType<Alert>())
                        {
                            foreach (var (name, channel) in _channels)
                            {
                                if (bad.TryGetValue((alert.Cause, name), out var fault))
                                {
                                    Workers.Park(session, Name, $"{alert.Id} {name}", $"{alert.Kind} {alert.Subject}", fault);
                                    continue;
                                }

                                current = (alert.Cause, name);
                                Loop.Enter("handle", alert.Cause);
                                channel.Tell(session, alert);
                                current = null;
                            }
                        }
                    },
                    cancellationToken);
                break;
            }
            catch (Exception fault) when (current is not null && !cancellationToken.IsCancellationRequested && !DatabaseFaults.IsAway(fault))
            {
                bad.Add(current.Value, fault);
            }
        }

        foreach (var one in begun)
        {
            Log.Raised(_log, one.Kind, one.Subject, one.Reason);
        }

        foreach (var one in over)
        {
            Log.Cleared(_log, one.Kind, one.Subject);
        }
    }

    private void TellAgain(Session session, string row)
    {
        var parts = row.Split(' ', 2);
        if (AlertRows.Find(session, long.Parse(parts[0], CultureInfo.InvariantCulture)) is { } alert && _channels.GetValueOrDefault(parts[1]) is { } channel)
        {
            channel.Tell(session, alert);
        }
    }
}

/// <summary>Retries are off: a digest is told once a day.</summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class AlertJobs(AlertWatch watch)
{
    [JobDisplayName("Tell the operators what lasts")]
    public Task Digest(CancellationToken cancellationToken) => watch.DigestAsync(cancellationToken);
}
