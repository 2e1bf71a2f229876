using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Webhooks;

/// <summary>
/// Stores outcomes, in the order they came in: while one commit is under way the next gathers, of all webhooks. What cannot be stored (disk
/// full) is tried until it can.
/// </summary>
internal sealed class OutcomeWriter(Database database, TimeProvider time, ILogger<OutcomeWriter> log)
{
    /// <summary>More would hold up the saves that wait for the writer.</summary>
    private const int Piece = 500;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private enum Result
    {
        Stored,
        Later,
        Faulty,
        Closed,
    }

    private readonly Lock _lock = new();
    private List<(Action<Session> Apply, Action Done)> _waiting = [];
    private bool _running;
    private Task _run = Task.CompletedTask;

    /// <param name="apply">the change; it must not fail</param>
    /// <param name="done">called once it is on disk, on another thread; quick</param>
    public void Add(Action<Session> apply, Action done)
    {
        lock (_lock)
        {
            _waiting.Add((apply, done));
            if (_running)
            {
                return;
            }

            _running = true;
            _run = Task.Run(RunAsync);
        }
    }

    /// <summary>Completes when everything that was added is stored.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            return _run;
        }
    }

    private async Task RunAsync()
    {
        var spare = new List<(Action<Session>, Action)>();
        while (true)
        {
            List<(Action<Session> Apply, Action Done)> taken;
            lock (_lock)
            {
                if (_waiting.Count == 0)
                {
                    _running = false;
                    return;
                }

                (taken, _waiting) = (_waiting, spare);
            }

            for (var from = 0; from < taken.Count; from += Piece)
            {
                await StoreAsync(taken, from, Math.Min(from + Piece, taken.Count));
            }

            taken.Clear();
            spare = taken;
        }
    }

    private async Task StoreAsync(List<(Action<Session> Apply, Action Done)> outcomes, int from, int to)
    {
        while (true)
        {
            switch (await TryStoreAsync(outcomes, from, to))
            {
                case Result.Stored:
                    for (var i = from; i < to; i++)
                    {
                        outcomes[i].Done();
                    }

                    return;
                case Result.Faulty when to - from > 1:
                    // One of them must not take the others along.
                    for (var i = from; i < to; i++)
                    {
                        await StoreAsync(outcomes, i, i + 1);
                    }

                    return;
                case Result.Faulty or Result.Closed:
                    return;
                default:
                    await Task.Delay(Pause, time);
                    break;
            }
        }
    }

    private async Task<Result> TryStoreAsync(List<(Action<Session> Apply, Action Done)> outcomes, int from, int to)
    {
        try
        {
            await database.Writer.Write(s =>
            {
                for (var i = from; i < to; i++)
                {
                    outcomes[i].Apply(s);
                }
            });
            return Result.Stored;
        }
        catch (DatabaseUnavailableException e)
        {
            Log.OutcomesWait(log, to - from, e.Message);
            return Result.Later;
        }
        catch (ObjectDisposedException)
        {
            return Result.Closed;
        }
        catch (Exception e)
        {
            // A fault of ours. What is not stored stays as it was: its delivery is made again after the next start.
            Log.OutcomeFault(log, e);
            return Result.Faulty;
        }
    }
}
