using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Workers;

/// <summary>The background work of this role: its loops, how they fare, and what is to be done with rows that they set aside.</summary>
public sealed class WorkerSet(Database database, WorkerClock clock, TimeProvider time, ILogger<WorkerSet> log)
{
    private const int MostOfAReason = 1_000;

    private readonly ConcurrentDictionary<string, WorkFault> _faults = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RowWorker> _rowWorkers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Action<Session, string>> _retries = new(StringComparer.Ordinal);

    /// <summary>Loops whose last turn failed.</summary>
    public IReadOnlyList<WorkFault> Faults => [.. _faults.Values.OrderBy(static f => f.Worker, StringComparer.Ordinal)];

    /// <summary>Told of each step of each loop before it is done: a test throws here what the step might throw.</summary>
    public Action<WorkStep>? Entering { get; set; }

    /// <summary>After a first fault; doubled by each that follows, up to half a minute.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(200);

    internal Database Database => database;

    internal WorkerClock Clock => clock;

    internal ILogger Logger => log;

    /// <param name="name">of the worker</param>
    /// <param name="lane">where it works on several things side by side, such as a link's name</param>
    public WorkLoop Loop(string name, string? lane = null) => new(name, lane, this, log);

    /// <summary>For rows that no loop asks for again: what trying one again is, in the transaction that takes it from the parked ones.</summary>
    public void OnRetry(string worker, Action<Session, string> retry) => _retries[worker] = retry;

    /// <summary>Sets a row aside in the transaction that goes on without it.</summary>
    public void Park(Session session, string worker, string row, string? subject, Exception fault)
    {
        Log.RowParked(log, fault, worker, row);
        ParkedRow.Put(session, worker, row, subject, ReasonOf(fault), time.GetUtcNow());
    }

    /// <summary>
    /// For jobs that go over rows: what one throws is that row's. It is parked, and passed over from then on until somebody has it tried again.
    /// A database that is away ends the job; it comes again by its schedule.
    /// </summary>
    public async Task EachAsync(string name, IEnumerable<string> rows, Func<string, Task> handle, CancellationToken cancellationToken, int sideBySide = 1)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(handle);
        var loop = Loop(name);
        loop.Enter("turn");
        var parked = database.Read(session => ParkedRow.Ids(session, name));
        await Parallel.ForEachAsync(
            rows.Where(row => !parked.Contains(row)),
            new ParallelOptions { MaxDegreeOfParallelism = sideBySide, CancellationToken = cancellationToken },
            async (row, _) =>
            {
                try
                {
                    loop.Enter("handle", row);
                    await handle(row);
                }
                catch (Exception fault) when (!cancellationToken.IsCancellationRequested && !DatabaseFaults.IsAway(fault))
                {
                    await database.Writer.Write(session => Park(session, name, row, null, fault), cancellationToken);
                }
            });
    }

    /// <summary>Has it tried again.</summary>
    /// <returns>false: it is not parked</returns>
    public Task<bool> RetryAsync(string worker, string row, CancellationToken cancellationToken) => Settle(worker, row, isRetry: true, cancellationToken);

    /// <summary>Leaves it for good.</summary>
    /// <returns>false: it is not parked</returns>
    public Task<bool> DiscardAsync(string worker, string row, CancellationToken cancellationToken) => Settle(worker, row, isRetry: false, cancellationToken);

    internal static string ReasonOf(Exception fault)
    {
        var reason = fault.InnerException is { } inner && !fault.Message.Contains(inner.Message, StringComparison.Ordinal) ? $"{fault.Message} ({inner.Message})" : fault.Message;
        return reason.Length <= MostOfAReason ? reason : reason[..MostOfAReason] + " …";
    }

    /// <param name="listedAs">null: it is shown as failed in a place of its own</param>
    /// <param name="isOver">it is not parked then</param>
    internal Task ParkAsync(string? listedAs, string row, string? subject, string reason, Func<Session, bool> isOver, Action<Session> setAside) => database.Writer.Write(session =>
    {
        if (isOver(session))
        {
            return;
        }

        setAside(session);
        if (listedAs is not null)
        {
            ParkedRow.Put(session, listedAs, row, subject, reason, time.GetUtcNow());
        }
    });

    internal void Add(RowWorker worker) => _rowWorkers[worker.Name] = worker;

    internal void Wake(string worker)
    {
        clock.Woke(worker);
        _rowWorkers.GetValueOrDefault(worker)?.Wake();
    }

    internal void WakeAll()
    {
        foreach (var worker in _rowWorkers.Values)
        {
            worker.Wake();
        }
    }

    internal void Note(string loop, Exception fault, int times) => _faults.AddOrUpdate(
        loop,
        static (name, now) => new WorkFault(name, now.Now, now.Times, now.Reason, now.IsAway),
        static (_, before, now) => before with { Times = now.Times, Reason = now.Reason, IsDatabase = now.IsAway },
        (Now: time.GetUtcNow(), Times: times, Reason: ReasonOf(fault), IsAway: DatabaseFaults.IsAway(fault)));

    internal void JobFaulted(string job, Exception fault)
    {
        Note(job, fault, _faults.TryGetValue(job, out var before) ? before.Times + 1 : 1);
        Log.JobFaulted(log, fault, job);
    }

    internal void Forget(string loop) => _faults.TryRemove(loop, out _);

    private Task<bool> Settle(string worker, string row, bool isRetry, CancellationToken cancellationToken)
    {
        var rows = _rowWorkers.GetValueOrDefault(worker);
        Action<Session, string>? settle = isRetry ? rows is null ? _retries.GetValueOrDefault(worker) : rows.Retry : rows is null ? null : rows.Discard;
        return database.Writer.Write(
            session =>
            {
                if (!ParkedRow.Remove(session, worker, row))
                {
                    return false;
                }

                settle?.Invoke(session, row);
                if (rows is not null)
                {
                    session.AfterCommit(rows.Wake);
                }

                return true;
            },
            cancellationToken);
    }
}

/// <summary>A loop that does not come on.</summary>
/// <param name="Since">the first fault of those that followed each other</param>
/// <param name="Times">how many followed each other</param>
/// <param name="IsDatabase">it waits for the database</param>
public sealed record WorkFault(string Worker, DateTimeOffset Since, int Times, string Reason, bool IsDatabase);
