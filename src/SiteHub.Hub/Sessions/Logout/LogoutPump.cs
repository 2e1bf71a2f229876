using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;

namespace SiteHub.Hub.Sessions.Logout;

/// <summary>Tells the clients of ended sessions: each client by itself, so that one that hangs holds up no other.</summary>
internal sealed class LogoutPump(LogoutNotices notices, LogoutSender sender, LogoutSignal signal, WorkerSet workers, TimeProvider time, ILogger<LogoutPump> log) : RowWorker(workers, signal)
{
    public override string Name => LogoutNotices.Worker;

    protected override IReadOnlyList<string> Lanes() => notices.ClientsWithDue();

    protected override string? Next(string lane) => notices.NextDue(lane);

    protected override DateTimeOffset? EarliestDue() => notices.EarliestDue();

    protected override async Task<string?> HandleAsync(string row, CancellationToken stopping)
    {
        if (notices.Find(row) is not { } notice)
        {
            return null;
        }

        var error = await sender.Send(notice, stopping);
        if (error is null)
        {
            await notices.Delivered(notice);
            Log.Told(log, notice.ClientId, notice.SessionId, notice.Attempts + 1);
            return null;
        }

        var next = time.GetUtcNow() + Wait(notice.Attempts);
        await notices.Failed(notice, next, error);
        Log.NotTold(log, notice.ClientId, notice.SessionId, notice.Attempts + 1, next, error);
        return null;
    }

    protected override string? Describe(string row) => notices.Find(row) is { } notice ? $"{notice.ClientId}: {notice.SessionId}" : null;

    protected override void SetAside(Session session, string row, string reason) => LogoutNotices.GiveUp(session, row, reason);

    protected override void Retry(Session session, string row) => LogoutNotices.TryAgain(session, row, time.GetUtcNow());

    /// <summary>2 s doubling to 5 minutes, ±20 %: told at once where a client was only restarting, and no flood for one that stays away.</summary>
    private static TimeSpan Wait(long attempts) => TimeSpan.FromSeconds(Math.Min(300, 2 * Math.Pow(2, Math.Min(attempts, 8))) * (0.8 + (0.4 * Random.Shared.NextDouble())));
}
