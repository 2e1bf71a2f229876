using Hangfire;
using Microsoft.Extensions.Hosting;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;
using SiteHub.Hub.Replica;

namespace SiteHub.Hub.Notifications;

/// <summary>Retries are off: what waits stands in the rows.</summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class NotificationJobs(NotificationMail mail, Database database, WorkerSet workers, TimeProvider time)
{
    private const int Hour = 7;
    private const int MostInOne = 100;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>In the hour in which it is seven in the morning where the member lives.</summary>
    [JobDisplayName("Mail the daily news to members for whom it is morning")]
    public async Task Digest(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var waiting = database.Read(static session => session.Many(
            "SELECT DISTINCT n.person, p.TimeZone FROM notification n JOIN person p ON p.Id = n.person WHERE n.mail = 'daily'", static row => (Person: row.Text(0), Zone: row.TextOrNull(1))));
        await workers.EachAsync(
            "daily news",
            waiting.Where(found => TimeZoneInfo.ConvertTime(now, Find(found.Zone)).Hour == Hour).Select(static found => found.Person),
            person => database.Writer.Write(
                session =>
                {
                    var notices = session.Many(
                        $"SELECT person, customer, kind, site, account, doc_type, name, request, what, {PublishedKinds.KindOf("notification.site", "notification.doc_type")} FROM notification WHERE person = $1 AND mail = 'daily' ORDER BY id LIMIT $2",
                        static row => new Notice(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7), row.TextOrNull(8)) { DocumentKind = row.Text(9) },
                        person,
                        MostInOne);
                    mail.Digest(session, person, notices);
                    session.Execute("UPDATE notification SET mail = 'sent' WHERE person = $1 AND mail = 'daily'", person);
                },
                cancellationToken),
            cancellationToken);
    }

    [JobDisplayName("Delete old notifications")]
    public Task Trim(CancellationToken cancellationToken) => database.Writer.Write(
        session => session.Execute("DELETE FROM notification WHERE id IN (SELECT id FROM notification WHERE at < $1 ORDER BY id LIMIT 5000)", time.GetUtcNow() - Kept), cancellationToken);

    private static TimeZoneInfo Find(string? zone) => zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc;

    internal sealed class Clock(IRecurringJobManagerV2 recurring) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            recurring.AddOrUpdate<NotificationJobs>("mail the daily news", static j => j.Digest(CancellationToken.None), Cron.Hourly);
            recurring.AddOrUpdate<NotificationJobs>("delete old notifications", static j => j.Trim(CancellationToken.None), Cron.Hourly);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
