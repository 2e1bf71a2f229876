using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Workers;

/// <summary>The background work of this role: its loops, how they fare, and what is to be done with rows that they set aside.</summary>
public sealed class WorkerSet(Database database, WorkerClock clock, TimeProvider time, ILogger<WorkerSet> log)
{
    private readonly ConcurrentDictionary<string, WorkFault> _faults = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RowWorker> _rowWorkers = new(StringComparer.Ordinal);

    /// <summary>Loops whose last turn failed.</summary>
    public IReadOnlyList<WorkFault> Faults => [.. _faults.Values.OrderBy(static f => f.Worker, StringComparer.Ordinal)];

    /// <summary>Told of each step of each loop before it is done: a test throws here what the step might throw.</summary>
    internal Action<WorkStep>? Entering { get; set; }

    internal Database Database => database;

    internal WorkerClock Clock => clock;

    internal ILogger Logger => log;

    /// <param name="name">of the worker</param>
    /// <param name="lane">where it works on several things side by side, such as a link's name</param>
    public WorkLoop Loop(string name, string? lane = null) => new(string.IsNullOrEmpty(lane) ? name : $"{name} {lane}", this, log);

    /// <summary>
    /// For jobs that go over rows: what one throws is that row's. It is parked, and passed over from then on until somebody has it tried again.
    /// A database that is away ends the job; it comes again by its schedule.
    /// </summary>
    public async Task EachAsync(string name, IEnumerable<string> rows, Func<string, Task> handle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(handle);
        var loop = Loop(name);
        loop.Enter("turn");
        var parked = database.Read(session => ParkedRow.Ids(session, name));
        foreach (var row in rows.Where(row => !parked.Contains(row)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                loop.Enter("handle", row);
                await handle(row);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested && !DatabaseFaults.IsAway(fault))
            {
                Log.RowParked(log, fault, name, row);
                await database.Writer.Write(session => ParkedRow.Put(session, name, row, null, ReasonOf(fault), time.GetUtcNow()), cancellationToken);
            }
        }
    }

    /// <summary>Has it tried again.</summary>
    /// <returns>false: it is not parked</returns>
    public Task<bool> RetryAsync(string worker, string row, CancellationToken cancellationToken) => Settle(worker, row, static (rows, session, id) => rows.Retry(session, id), cancellationToken);

    /// <summary>Leaves it for good.</summary>
    /// <returns>false: it is not parked</returns>
    public Task<bool> DiscardAsync(string worker, string row, CancellationToken cancellationToken) => Settle(worker, row, static (rows, session, id) => rows.Discard(session, id), cancellationToken);

    internal static string ReasonOf(Exception fault) => fault.InnerException is { } inner && !fault.Message.Contains(inner.Message, StringComparison.Ordinal) ? $"{fault.Message} ({inner.Message})" : fault.Message;

    /// <param name="listedAs">null: it is shown as failed in a place of its own</param>
    internal Task ParkAsync(string? listedAs, string row, string? subject, string reason, Action<Session> setAside) => database.Writer.Write(session =>
    {
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

    internal void Forget(string loop) => _faults.TryRemove(loop, out _);

    private async Task<bool> Settle(string worker, string row, Action<RowWorker, Session, string> settle, CancellationToken cancellationToken)
    {
        var rows = _rowWorkers.GetValueOrDefault(worker);
        return await database.Writer.Write(
            session =>
            {
                if (!ParkedRow.Remove(session, worker, row))
                {
                    return false;
                }

                if (rows is not null)
                {
                    settle(rows, session, row);
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
