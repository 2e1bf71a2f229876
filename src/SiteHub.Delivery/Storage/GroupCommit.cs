using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Tracing;

namespace SiteHub.Delivery.Storage;

/// <summary>
/// The single writer. Callers hand it work; it runs what has gathered in one transaction, each in a savepoint of its own, commits
/// once, then answers all. A completed task therefore means durable, and the cost of a sync to disk is shared.
/// </summary>
public sealed class GroupCommit : IAsyncDisposable
{
    /// <summary>At most this many pieces of work share a commit.</summary>
    private const int MaxGroup = 1_000;

    /// <summary>Nor does a group gather for longer: who came first must not wait for who came last.</summary>
    private static readonly TimeSpan MaxGather = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan AfterFault = TimeSpan.FromMilliseconds(10);

    private readonly Func<Session> _open;
    private readonly WriteGate _gate;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Thread _thread;
    private Queue<Work> _waiting = new();
    private bool _closed;
    private Session? _session;

    internal GroupCommit(Func<Session> open, WriteGate gate, ILogger log, TimeProvider time)
    {
        _open = open;
        _gate = gate;
        _log = log;
        _time = time;
        _thread = new Thread(Run) { IsBackground = true, Name = "group commit" };
        _thread.Start();
    }

    /// <summary>
    /// Runs <paramref name="work"/> inside the next transaction. It must be quick and free of I/O, scripts and composing: everything
    /// else that writes waits meanwhile. If it throws, only its own changes are undone, and the task fails with that exception.
    /// </summary>
    /// <returns>what the work returned, once it is on disk</returns>
    /// <exception cref="DatabaseUnavailableException">nothing was stored: disk full, locked, damaged</exception>
    /// <exception cref="OperationCanceledException">cancelled before the work began; afterwards the outcome is always told</exception>
    public Task<T> Write<T>(Func<Session, T> work, CancellationToken cancellationToken = default)
    {
        var item = new Work<T>(work, cancellationToken);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _waiting.Enqueue(item);
            if (_waiting.Count == 1)
            {
                _arrived.Release();
            }
        }

        return item.Task;
    }

    /// <inheritdoc cref="Write{T}"/>
    public Task Write(Action<Session> work, CancellationToken cancellationToken = default) =>
        Write(
            session =>
            {
                work(session);
                return true;
            },
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            _arrived.Release();
        }

        await Task.Run(_thread.Join);
        _session?.Dispose();
        _arrived.Dispose();
    }

    private void Run()
    {
        var spare = new Queue<Work>();
        var group = new List<Work>();
        while (true)
        {
            _arrived.Wait();
            Queue<Work> taken;
            lock (_lock)
            {
                if (_waiting.Count == 0 && _closed)
                {
                    return;
                }

                (taken, _waiting) = (_waiting, spare);
            }

            while (taken.Count > 0)
            {
                RunGroup(taken, group);
                group.Clear();
            }

            spare = taken;
        }
    }

    private void RunGroup(Queue<Work> waiting, List<Work> group)
    {
        using var pass = _gate.Enter();
        try
        {
            _session ??= _open();
            _session.Begin(immediate: true);
            var began = _time.GetTimestamp();
            var alone = waiting.Count == 1;
            while (group.Count < MaxGroup && waiting.TryDequeue(out var work))
            {
                if (work.TryBegin())
                {
                    group.Add(work);
                    RunOne(_session, work, alone);
                }

                if (_time.GetElapsedTime(began) > MaxGather)
                {
                    break;
                }
            }

            if (!(alone && group is [{ Fault: not null }]))
            {
                _session.Commit();
            }
        }
        catch (Exception e)
        {
            // Whatever it is: on this thread an exception that is not caught ends the process.
            FailGroup(waiting, group, e);
            return;
        }

        _session.RaiseSignals(fault => Log.SignalFailed(_log, fault));
        foreach (var work in group)
        {
            work.Answer();
        }

        _session.TidyWriteAheadLog();
    }

    /// <param name="session">in a transaction</param>
    /// <param name="work">to be run in it</param>
    /// <param name="alone">the transaction is its own, and rolled back where it fails: under a savepoint each statement that could end half way takes longer with every
    /// page that the work has written, and a batch of a thousand entries is mostly alone</param>
    private static void RunOne(Session session, Work work, bool alone)
    {
        var signals = session.Signals;
        session.Trace = work.Trace;
        if (!alone)
        {
            session.Savepoint();
        }

        try
        {
            work.Do(session);
            if (!alone)
            {
                session.Release();
            }
        }
        catch (Exception e) when (UndoesOnlyItself(session, e))
        {
            if (alone)
            {
                session.Rollback();
            }
            else
            {
                session.RollbackToSavepoint();
            }

            session.ForgetSignals(signals);
            work.Fault = e;
        }
        catch (Exception e) when (e is not SqliteException)
        {
            // The work's own fault, but the transaction is gone all the same: SQLite rolled it back under the work's feet.
            work.Fault = e;
            throw new SqliteException($"The transaction was lost: {e.Message}", SQLitePCL.raw.SQLITE_ABORT);
        }
    }

    /// <summary>
    /// SQLite answers a full disk, and may answer I/O errors, by rolling back the whole transaction; what followed would then be
    /// committed row by row. So only a constraint or the work's own exception, in a transaction that still stands, is its own affair.
    /// </summary>
    private static bool UndoesOnlyItself(Session session, Exception e) =>
        session.InTransaction && (e is not SqliteException sqlite || sqlite.SqliteErrorCode == SQLitePCL.raw.SQLITE_CONSTRAINT);

    private void FailGroup(Queue<Work> waiting, List<Work> group, Exception cause)
    {
        var fault = new DatabaseUnavailableException($"The database could not store this; nothing was changed: {cause.Message}", cause);
        Log.GroupFailed(_log, group.Count, (cause as SqliteException)?.SqliteErrorCode ?? 0, cause.Message);

        // The connection may be past saving (damaged file, vanished disk): the next group opens a new one.
        _session?.Dispose();
        _session = null;
        if (group.Count == 0 && waiting.TryDequeue(out var first))
        {
            // It failed before any work began. Fail one at least, so that a permanent fault cannot spin without telling anyone.
            group.Add(first);
        }

        foreach (var work in group)
        {
            work.Fault ??= fault;
            work.Answer();
        }

        // Who arrives meanwhile would meet the same fault; a short pause keeps a broken disk from taking a whole core. It is real time:
        // a test's clock that stands still must not stop the writer.
        Task.Delay(AfterFault).Wait();
    }

    private abstract class Work
    {
        /// <summary>Taken where the work was handed over: the writer's own thread knows of no request.</summary>
        public string? Trace { get; } = Traces.Current;

        public Exception? Fault { get; set; }

        public abstract bool TryBegin();

        public abstract void Do(Session session);

        public abstract void Answer();
    }

    private sealed class Work<T>(Func<Session, T> work, CancellationToken cancellationToken) : Work
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;

        public Task<T> Task => _done.Task;

        public override bool TryBegin()
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                return true;
            }

            _done.TrySetCanceled(cancellationToken);
            return false;
        }

        public override void Do(Session session) => _result = work(session);

        public override void Answer()
        {
            if (Fault is null)
            {
                _done.SetResult(_result!);
            }
            else
            {
                _done.SetException(Fault);
            }
        }
    }
}
