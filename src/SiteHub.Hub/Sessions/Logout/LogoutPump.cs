using System.Collections.Concurrent;
using Hangfire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SiteHub.Hub.Sessions.Logout;

/// <summary>Tells the clients of ended sessions: each client by itself, so that one that hangs holds up no other.</summary>
internal sealed class LogoutPump(LogoutNotices notices, LogoutSender sender, LogoutSignal signal, IBackgroundJobClientV2 jobs, TimeProvider time, ILogger<LogoutPump> log) : BackgroundService
{
    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private (DateTimeOffset At, string Job)? _wake;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        signal.Raise();
        await foreach (var _ in signal.All(stoppingToken))
        {
            Start(stoppingToken);
        }
    }

    private void Start(CancellationToken stopping)
    {
        foreach (var client in notices.ClientsWithDue())
        {
            // Whoever ends raises the signal once more, so that a notice that came in at its last moment is not left.
            _running.GetOrAdd(client, static (client, pump) => Task.Run(() => pump.Self.Tell(client, pump.Stopping), CancellationToken.None), (Self: this, Stopping: stopping));
        }

        WakeAtEarliest();
    }

    private async Task Tell(string client, CancellationToken stopping)
    {
        var again = true;
        try
        {
            while (!stopping.IsCancellationRequested && notices.NextDue(client) is { } notice)
            {
                var error = await sender.Send(notice, stopping);
                if (error is null)
                {
                    await notices.Delivered(notice);
                    Log.Told(log, client, notice.SessionId, notice.Attempts + 1);
                    continue;
                }

                var next = time.GetUtcNow() + Wait(notice.Attempts);
                await notices.Failed(notice, next, error);
                Log.NotTold(log, client, notice.SessionId, notice.Attempts + 1, next, error);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The row is still due.
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            again = false;
            Log.Stopped(log, failure, client);
        }
        finally
        {
            _running.TryRemove(client, out _);
            if (again)
            {
                signal.Raise();
            }
        }
    }

    /// <summary>2 s doubling to 5 minutes, ±20 %: told at once where a client was only restarting, and no flood for one that stays away.</summary>
    private static TimeSpan Wait(long attempts) => TimeSpan.FromSeconds(Math.Min(300, 2 * Math.Pow(2, Math.Min(attempts, 8))) * (0.8 + (0.4 * Random.Shared.NextDouble())));

    private void WakeAtEarliest()
    {
        if (notices.EarliestDue() is not { } at || _wake?.At == at || at <= time.GetUtcNow())
        {
            return;
        }

        if (_wake is { } earlier)
        {
            jobs.Delete(earlier.Job);
        }

        _wake = (at, jobs.Schedule<LogoutJobs>(static j => j.Wake(), at - time.GetUtcNow()));
    }
}
