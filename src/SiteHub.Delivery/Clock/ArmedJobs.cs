using System.Collections.Concurrent;
using System.Globalization;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;

namespace SiteHub.Delivery.Clock;

/// <summary>
/// What the role wants done, and when. It is told here at once and without any storage, so that nobody waits for a disk or sees it fail; what the storage lacks
/// of it is brought there from here, and once more when it had to be opened anew.
/// </summary>
internal sealed class ArmedJobs
{
    private readonly ConcurrentDictionary<string, Armed> _jobs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _byStored = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Recurring> _recurring = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Action<JobStorage>> _todo = new();
    private readonly Lock _creating = new();
    private Dictionary<string, List<string>> _earlier = [];
    private long _last;

    /// <summary>Nothing is left to be brought to the storage.</summary>
    public bool IsSettled => _todo.IsEmpty;

    public string Add(Job job, IState state)
    {
        var id = "a" + Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        _jobs[id] = new Armed(job, state);
        _todo.Enqueue(storage => Create(storage, id));
        return id;
    }

    /// <returns>false: it is not known, or has begun</returns>
    public bool Remove(string id)
    {
        if (!_jobs.TryRemove(id, out var armed))
        {
            return false;
        }

        _todo.Enqueue(storage => Delete(storage, armed));
        return true;
    }

    public void Repeat(string name, Job job, string cron, RecurringJobOptions options)
    {
        _recurring[name] = new Recurring(job, cron, options);
        _todo.Enqueue(storage => new RecurringJobManager(storage).AddOrUpdate(name, job, cron, options));
    }

    public void RepeatNoMore(string name)
    {
        _recurring.TryRemove(name, out _);
        _todo.Enqueue(storage => new RecurringJobManager(storage).RemoveIfExists(name));
    }

    public void Trigger(string name) => _todo.Enqueue(storage => new RecurringJobManager(storage).TriggerJob(name));

    public bool Repeats(string name) => _recurring.ContainsKey(name);

    /// <summary>It runs: that it was armed is over.</summary>
    public void Began(string storedId)
    {
        lock (_creating)
        {
            if (_byStored.TryRemove(storedId, out var id))
            {
                _jobs.TryRemove(id, out _);
            }
        }
    }

    /// <param name="earlier">jobs that an earlier process left waiting: each goes when it is armed anew</param>
    public void Opened(Dictionary<string, List<string>> earlier) => _earlier = earlier;

    /// <summary>The storage is a new one, and has nothing.</summary>
    public void BringAll()
    {
        _todo.Clear();
        _byStored.Clear();
        foreach (var (name, repeated) in _recurring)
        {
            _todo.Enqueue(storage => new RecurringJobManager(storage).AddOrUpdate(name, repeated.Job, repeated.Cron, repeated.Options));
        }

        foreach (var (id, armed) in _jobs)
        {
            armed.StoredId = null;
            _todo.Enqueue(storage => Create(storage, id));
        }
    }

    /// <summary>Does the next of what is to do. What throws stays to be done.</summary>
    /// <returns>false: there was nothing to do</returns>
    public bool BringNext(JobStorage storage)
    {
        if (!_todo.TryPeek(out var next))
        {
            return false;
        }

        next(storage);
        _todo.TryDequeue(out _);
        return true;
    }

    /// <summary>What cannot be brought though the storage is well must not hold up what stands behind it.</summary>
    public void GiveUpNext() => _todo.TryDequeue(out _);

    private void Create(JobStorage storage, string id)
    {
        if (!_jobs.TryGetValue(id, out var armed) || armed.StoredId is not null)
        {
            return;
        }

        var client = new BackgroundJobClient(storage);
        lock (_creating)
        {
            if (client.Create(armed.Job, armed.State) is not { } stored)
            {
                return;
            }

            armed.StoredId = stored;
            _byStored[stored] = id;
        }

        if (_earlier.Count > 0 && _earlier.Remove(JobTidying.Does(armed.Job), out var same))
        {
            foreach (var other in same)
            {
                client.Delete(other);
            }
        }
    }

    private void Delete(JobStorage storage, Armed armed)
    {
        if (armed.StoredId is { } stored && _byStored.TryRemove(stored, out _))
        {
            new BackgroundJobClient(storage).Delete(stored);
        }
    }

    private sealed record Armed(Job Job, IState State)
    {
        public volatile string? StoredId;
    }

    private sealed record Recurring(Job Job, string Cron, RecurringJobOptions Options);
}
