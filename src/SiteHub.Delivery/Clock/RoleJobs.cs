using Hangfire;
using Hangfire.Common;
using Hangfire.InMemory;
using Hangfire.States;
using Hangfire.Storage;
using Hangfire.Storage.SQLite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage.Sqlite;
using SiteHub.Delivery.Workers;

namespace SiteHub.Delivery.Clock;

/// <summary>
/// Owns the role's jobs: their storage, the server that runs them, and what is armed. No call to it throws or waits. A file that is lost, replaced or damaged is
/// put aside and begun anew with all that is armed; the rows are the truth, so nothing but history is lost.
/// </summary>
internal sealed class RoleJobs(JobsKept kept, RoleJobStorage storage, JobActivator activator, JobFaults faults, IHostApplicationLifetime lifetime, ILogger<RoleJobs> log)
    : IBackgroundJobClientV2, IRecurringJobManagerV2, IHostedService, IDisposable
{
    private const int FaultsBeforeAnew = 5;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookThroughEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterFault = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PruneAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(8);

    /// <summary>A server that is stopped because its file is gone: its jobs are told to end, and are not waited for.</summary>
    private static readonly TimeSpan LongestAbandon = TimeSpan.FromSeconds(2);

    /// <summary>These waits are real time: a test's clock that stands still must not stop the jobs.</summary>
    private static readonly TimeProvider Real = TimeProvider.System;

    private readonly ArmedJobs _armed = new();
    private readonly SemaphoreSlim _more = new(0);
    private readonly SemaphoreSlim _look = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private JobFile? _file;
    private JobStorage? _open;
    private BackgroundJobServer? _server;
    private CancellationTokenSource _bringing = new();
    private int _faults;
    private Task _running = Task.CompletedTask;

    public JobStorage Storage => storage;

    public string? Create(Job job, IState state) => Create(job, state, null);

    public string? Create(Job job, IState state, IDictionary<string, object>? parameters)
    {
        var id = _armed.Add(job, state);
        Wake();
        return id;
    }

    /// <summary>A job that was armed may be taken back; nothing else is asked for.</summary>
    public bool ChangeState(string jobId, IState state, string? expectedState)
    {
        var removed = jobId is not null && state is DeletedState && _armed.Remove(jobId);
        Wake();
        return removed;
    }

    public void AddOrUpdate(string recurringJobId, Job job, string cronExpression, RecurringJobOptions options)
    {
        _armed.Repeat(recurringJobId, job, cronExpression, options);
        Wake();
    }

    public void Trigger(string recurringJobId) => TriggerJob(recurringJobId);

    public string? TriggerJob(string recurringJobId)
    {
        _armed.Trigger(recurringJobId);
        Wake();
        return null;
    }

    public void RemoveIfExists(string recurringJobId)
    {
        _armed.RepeatNoMore(recurringJobId);
        Wake();
    }

    /// <summary>The jobs begin when the role is ready, as its requests do.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => _running = Task.Run(Run, CancellationToken.None));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running;
        Close(LongestStop);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _bringing.Dispose();
        _more.Dispose();
        _look.Dispose();
    }

    private void Wake()
    {
        if (_more.CurrentCount == 0)
        {
            _more.Release();
        }
    }

    /// <summary>Opens the file and looks at it, whatever is being brought to it: that may wait for a lock which the lost file took with it.</summary>
    private async Task Run()
    {
        var stopping = _stopping.Token;
        var began = Real.GetTimestamp();
        var (lookedThrough, pruned) = (began, false);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Open();
                var faulty = Volatile.Read(ref _faults);
                if (_file is not null)
                {
                    var whole = faulty > 0 || Real.GetElapsedTime(lookedThrough) >= LookThroughEvery;
                    lookedThrough = whole ? Real.GetTimestamp() : lookedThrough;
                    if (!_file.IsSound(whole) || faulty >= FaultsBeforeAnew)
                    {
                        Anew();
                    }
                }

                if (!pruned && Real.GetElapsedTime(began) > PruneAfter)
                {
                    pruned = true;
                    Prune();
                }

                await _look.WaitAsync(LookEvery, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Log.Fault(log, kept.Path ?? "memory", e.Message);
                if (_open is null && (JobFile.IsDamage(e) || Directory.Exists(kept.Path)))
                {
                    TryPutAside();
                }
                else if (JobFile.IsDamage(e))
                {
                    Interlocked.Increment(ref _faults);
                }

                await Task.WhenAny(Task.Delay(AfterFault, Real, stopping));
            }
        }
    }

    /// <summary>Brings what is armed to one opening of the storage, until it is given up.</summary>
    private async Task Bring(JobStorage open, CancellationToken ends)
    {
        while (!ends.IsCancellationRequested)
        {
            try
            {
                while (!ends.IsCancellationRequested && _armed.BringNext(open))
                {
                    Volatile.Write(ref _faults, 0);
                }

                await _more.WaitAsync(LookEvery, ends);
            }
            catch (Exception) when (ends.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Log.Fault(log, kept.Path ?? "memory", e.Message);
                if (!JobFile.IsOfStorage(e))
                {
                    _armed.GiveUpNext();
                }
                else if (JobFile.IsDamage(e))
                {
                    Interlocked.Increment(ref _faults);
                    _look.Release();
                }

                await Task.WhenAny(Task.Delay(AfterFault, Real, ends));
            }
        }
    }

    private void Open()
    {
        if (_open is not null)
        {
            return;
        }

        if (kept.Path is null)
        {
            _open = new InMemoryStorage();
        }
        else
        {
            var file = new JobFile(kept.Path);
            var open = file.Open();
            using (var session = new SqliteSession(kept.Path, readOnly: true))
            {
                _armed.Opened(JobTidying.Waiting(session));
            }

            (_file, _open) = (file, open);
        }

        storage.Show(_open);
        _armed.BringAll();
        Volatile.Write(ref _faults, 0);
        _bringing = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var (opened, ends) = (_open, _bringing.Token);
        _ = Task.Run(() => Bring(opened, ends), CancellationToken.None);
        _server = new BackgroundJobServer(
            new BackgroundJobServerOptions
            {
                SchedulePollingInterval = TimeSpan.FromSeconds(1),
                WorkerCount = 2,
                StopTimeout = TimeSpan.FromSeconds(5),
                Activator = activator,
                FilterProvider = new RunFilters(_armed.Began, faults),
            },
            _open);
    }

    private void Anew()
    {
        Log.Anew(log, _file!.Path, _file.Aside);
        Close(LongestAbandon);
        TryPutAside();
        Open();
    }

    private void TryPutAside()
    {
        try
        {
            new JobFile(kept.Path!).PutAside();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.Fault(log, kept.Path!, e.Message);
        }
    }

    private void Close(TimeSpan longest)
    {
        storage.Show(null);
        _bringing.Cancel();
        if (_server is { } server)
        {
            try
            {
                server.SendStop();
                server.WaitForShutdown(longest);
                server.Dispose();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Log.Fault(log, kept.Path ?? "memory", e.Message);
            }
        }

        (_open as IDisposable)?.Dispose();
        _file?.Dispose();
        (_server, _open, _file) = (null, null, null);
    }

    /// <summary>Whatever is repeated by no code of today, though its method is still there.</summary>
    private void Prune()
    {
        using var connection = _open!.GetConnection();
        foreach (var repeated in connection.GetRecurringJobs().Where(job => !_armed.Repeats(job.Id)).ToList())
        {
            new RecurringJobManager(_open).RemoveIfExists(repeated.Id);
        }
    }
}
