using System.Globalization;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;

namespace SiteHub.Hub.Notifications;

/// <summary>
/// Finds out of the timeline what members are to be told: beside the applying of documents, which it must not slow. How far it has come stands in the
/// database, moved in the transaction that writes what it found. What cannot be told is parked in that transaction too.
/// </summary>
internal sealed class NotificationPump : TimedWorker
{
    private const string Cursor = "notifications.cursor";
    private const int Step = 2_000;

    private readonly NotificationRows _rows;
    private readonly Database _database;

    public NotificationPump(NotificationRows rows, Database database, WorkerSet workers)
        : base(workers)
    {
        (_rows, _database) = (rows, database);
        workers.OnRetry(Name, TryAgain);
    }

    public override string Name => "notifications";

    protected override TimeSpan Every => TimeSpan.FromSeconds(2);

    protected override bool BeginsAtOnce => true;

    /// <returns>false: there is nothing more at the moment</returns>
    public async Task<bool> Run(CancellationToken cancellationToken)
    {
        var last = _database.Read(static session => session.Long("SELECT max(id) FROM document_revision")) ?? 0;
        if (_database.Read(static session => RoleSettings.Get(session, Cursor)) is not { } stored)
        {
            // What was there before there were notifications is news to nobody.
            await _database.Writer.Write(session => Move(session, last), cancellationToken);
            return false;
        }

        var from = long.Parse(stored, CultureInfo.InvariantCulture);
        if (from >= last)
        {
            return false;
        }

        return await Tell(from, Math.Min(last, from + Step), cancellationToken) < last;
    }

    protected override async Task TurnAsync(CancellationToken stopping)
    {
        while (await Run(stopping))
        {
        }
    }

    /// <returns>how far it came</returns>
    private async Task<long> Tell(long from, long to, CancellationToken cancellationToken)
    {
        List<FoundNotice> notices;
        try
        {
            Loop.Enter("next");
            notices = _database.Read(session => FoundNotice.Between(session, from, to));
        }
        catch (Exception fault) when (!DatabaseFaults.IsAway(fault))
        {
            if (to > from + 1)
            {
                return await Tell(from, from + 1, cancellationToken);
            }

            await _database.Writer.Write(session => Pass(session, $"{to}", fault, to), cancellationToken);
            return to;
        }

        await Put(notices, to, cancellationToken);
        return to;
    }

    private async Task Put(List<FoundNotice> notices, long to, CancellationToken cancellationToken)
    {
        var bad = new Dictionary<FoundNotice, Exception>();
        while (true)
        {
            FoundNotice? current = null;
            try
            {
                await _database.Writer.Write(
                    session =>
                    {
                        foreach (var found in notices.Where(found => !bad.ContainsKey(found)))
                        {
                            current = found;
                            Loop.Enter("handle", found.Row);
                            _rows.Put(session, found.Notice);
                        }

                        current = null;
                        foreach (var (found, fault) in bad)
                        {
                            Workers.Park(session, Name, found.Row, $"{found.Notice.Person}: {found.Notice.DocType} {found.Notice.Name}", fault);
                        }

                        Move(session, to);
                    },
                    cancellationToken);
                return;
            }
            catch (Exception fault) when (current is not null && !cancellationToken.IsCancellationRequested && !DatabaseFaults.IsAway(fault))
            {
                bad.Add(current, fault);
            }
        }
    }

    private void Pass(Session session, string row, Exception fault, long to)
    {
        Workers.Park(session, Name, row, null, fault);
        Move(session, to);
    }

    private void TryAgain(Session session, string row)
    {
        var parts = row.Split(' ', 2);
        var revision = long.Parse(parts[0], CultureInfo.InvariantCulture);
        foreach (var found in FoundNotice.Between(session, revision - 1, revision).Where(found => parts.Length == 1 || found.Row == row))
        {
            _rows.Put(session, found.Notice);
        }
    }

    private static void Move(Session session, long to) => RoleSettings.Put(session, Cursor, to.ToString(CultureInfo.InvariantCulture));
}
