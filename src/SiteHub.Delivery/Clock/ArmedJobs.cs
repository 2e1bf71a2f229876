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
    private readonly ConcurrentDictionary<string, Recurring> _recurring = new(StringComparer.Ordinal);
    private volatile Opening _opening = new();
    private Dictionary<string, List<string>> _earlier = [];
    private long _last;

    /// <summary>Nothing is left to be brought to the storage.</summary>
    public bool IsSettled => _opening.Todo.IsEmpty;

    public string Add(Job job, IState state)
    {
        var id = "a" + Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        _jobs[id] = new Armed(job, state);
        var opening = _opening;
        opening.Todo.Enqueue(storage => Create(opening, storage, id));
        return id;
    }

    /// <returns>false: it is not known, or has begun</returns>
    public bool Remove(string id)
    {
        if (!_jobs.TryRemove(id, out var armed))
        {
            return false;
        }

        var opening = _opening;
        opening.Todo.Enqueue(storage => Delete(opening, storage, armed));
        return true;
    }

    public void Repeat(string name, Job job, string cron, RecurringJobOptions options)
    {
        _recurring[name] = new Recurring(job, cron, options);
        _opening.Todo.Enqueue(storage => new RecurringJobManager(storage).AddOrUpdate(name, job, cron, options));
    }

    public void RepeatNoMore(string name)
    {
        _recurring.TryRemove(name, out _);
        _opening.Todo.Enqueue(storage => new RecurringJobManager(storage).RemoveIfExists(name));
    }

    public void Trigger(string name) => _opening.Todo.Enqueue(storage => new RecurringJobManager(storage).TriggerJob(name));

    public bool Repeats(string name) => _recurring.ContainsKey(name);

    /// <summary>It runs: that it was armed is over.</summary>
    public void Began(string storedId)
    {
        var opening = _opening;
        lock (opening.Creating)
        {
            if (opening.ByStored.TryRemove(storedId, out var id))
            {
                _jobs.TryRemove(id, out _);
            }
        }
    }

    /// <param name="earlier">jobs that an earlier process left waiting: each goes when it is armed anew</param>
    public void Opened(Dictionary<string, List<string>> earlier) => _earlier = earlier;

    /// <summary>The storage is a new one, and has nothing. What is still under way at the former one ends there, and changes nothing here.</summary>
    public void BringAll()
    {
        var opening = new Opening();
        _opening = opening;
        foreach (var (name, repeated) in _recurring)
        {
            opening.Todo.Enqueue(storage => new RecurringJobManager(storage).AddOrUpdate(name, repeated.Job, repeated.Cron, repeated.Options));
        }

        foreach (var id in _jobs.Keys)
        {
            opening.Todo.Enqueue(storage => Create(opening, storage, id));
        }
    }

    /// <summary>Does the next of what is to do. What throws stays to be done.</summary>
    /// <returns>false: there was nothing to do</returns>
    public bool BringNext(JobStorage storage)
    {
        var todo = _opening.Todo;
        if (!todo.TryPeek(out var next))
        {
            return false;
        }

        next(storage);
        todo.TryDequeue(out _);
        return true;
    }

    /// <summary>What cannot be brought though the storage is well must not hold up what stands behind it.</summary>
    public void GiveUpNext() => _opening.Todo.TryDequeue(out _);

    private void Create(Opening opening, JobStorage storage, string id)
    {
        if (!_jobs.TryGetValue(id, out var armed) || armed.Stored?.In == opening)
        {
            return;
        }

        var client = new BackgroundJobClient(storage);
        lock (opening.Creating)
        {
            if (client.Create(armed.Job, armed.State) is not { } stored)
            {
                return;
            }

            if (opening == _opening)
            {
                armed.Stored = new Stored(opening, stored);
            }

            opening.ByStored[stored] = id;
        }

        if (_earlier.Count > 0 && _earlier.Remove(JobTidying.Does(armed.Job), out var same))
        {
            foreach (var other in same)
            {
                client.Delete(other);
            }
        }
    }

    private static void Delete(Opening opening, JobStorage storage, Armed armed)
    {
        if (armed.Stored is { } stored && stored.In == opening && opening.ByStored.TryRemove(stored.Id, out _))
        {
            new BackgroundJobClient(storage).Delete(stored.Id);
        }
    }

    /// <summary>What is brought to one storage, from when it was opened to when it was given up.</summary>
    private sealed class Opening
    {
        public ConcurrentQueue<Action<JobStorage>> Todo { get; } = new();

        public ConcurrentDictionary<string, string> ByStored { get; } = new(StringComparer.Ordinal);

        public Lock Creating { get; } = new();
    }

    private sealed record Stored(Opening In, string Id);

    private sealed record Armed(Job Job, IState State)
    {
        public volatile Stored? Stored;
    }

    private sealed record Recurring(Job Job, string Cron, RecurringJobOptions Options);
}
