using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Notifications;

/// <summary>
/// Finds out of the timeline what members are to be told: beside the applying of documents, which it must not slow. How far it has come stands in the
/// database, moved in the transaction that writes what it found.
/// </summary>
internal sealed class NotificationPump(NotificationRows rows, Database database, TimeProvider time, ILogger<NotificationPump> log) : BackgroundService
{
    private const string Cursor = "notifications.cursor";
    private const int Step = 2_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <returns>false: there is nothing more at the moment</returns>
    public async Task<bool> Run(CancellationToken cancellationToken)
    {
        var last = database.Read(static session => session.Long("SELECT max(id) FROM document_revision")) ?? 0;
        if (database.Read(static session => RoleSettings.Get(session, Cursor)) is not { } stored)
        {
            // What was there before there were notifications is news to nobody.
            await database.Writer.Write(session => RoleSettings.Put(session, Cursor, last.ToString(CultureInfo.InvariantCulture)), cancellationToken);
            return false;
        }

        var from = long.Parse(stored, CultureInfo.InvariantCulture);
        if (from >= last)
        {
            return false;
        }

        var to = Math.Min(last, from + Step);
        var notices = database.Read(session => Find(session, from, to));
        await database.Writer.Write(
            session =>
            {
                foreach (var notice in notices)
                {
                    rows.Put(session, notice);
                }

                RoleSettings.Put(session, Cursor, to.ToString(CultureInfo.InvariantCulture));
            },
            cancellationToken);
        return to < last;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await Run(stoppingToken))
                {
                    continue;
                }
            }
            catch (Exception e) when (e is DatabaseUnavailableException or Microsoft.Data.Sqlite.SqliteException)
            {
                Log.NotFound(log, e);
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What a resync tells is nothing that happened; what a member did themselves they know.</summary>
    private static List<Notice> Find(Session session, long from, long to) =>
        [.. session.Many(
            """
            SELECT m.person, a.customer, d.site, r.account, d.doc_type, d.name, r.status, p.Email = r.modified_by,
                (SELECT coalesce(b.status, '') FROM document_revision b WHERE b.document_id = r.document_id AND b.id < r.id AND b.removal = 0 AND b.account IS r.account ORDER BY b.id DESC LIMIT 1)
            FROM document_revision r JOIN document d ON d.id = r.document_id
            JOIN customer_account a ON a.site = d.site AND a.account = r.account JOIN customer_member m ON m.customer = a.customer JOIN person p ON p.Id = m.person AND p.State = 'Active'
            WHERE r.id > $1 AND r.id <= $2 AND r.kind = 'changed' AND r.removal = 0 AND d.name <> r.account ORDER BY r.id
            """,
            static row => (
                Notice: new Notice(row.Text(0), row.Text(1), row.IsNull(8) ? NotificationKinds.NewDocument : NotificationKinds.Status, row.Text(2), row.Text(3), row.Text(4), row.Text(5), null, row.TextOrNull(6)),
                IsTheirs: !row.IsNull(7) && row.Bool(7),
                Before: row.TextOrNull(8)),
            from,
            to)
            .Where(static found => !found.IsTheirs && (found.Before is null || found.Before != (found.Notice.What ?? "")))
            .Select(static found => found.Notice)];
}
