using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Mail;

/// <summary>Mail that is to be sent. It is written in the transaction that makes it true, so that neither is there without the other.</summary>
internal sealed class Outbox(Database database, SecretBox box, MailSignal signal, TimeProvider time)
{
    /// <summary>Links in it have long expired by then.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    public void Put(Session db, string recipient, string subject, string text)
    {
        var now = time.GetUtcNow();
        db.Execute("INSERT INTO mail (recipient, subject, sealed, created, due) VALUES ($1, $2, $3, $4, $4)", recipient, subject, box.Protect(Purpose(recipient), text), now);
        db.AfterCommit(signal.Raise);
    }

    public OutgoingMail? NextDue() =>
        database.Read(db => db.One("SELECT id, recipient, subject, sealed, created, attempts, sent, error FROM mail WHERE due <= $1 ORDER BY due LIMIT 1", Map, time.GetUtcNow()));

    public DateTimeOffset? EarliestDue() => database.Read(static db => db.One("SELECT min(due) FROM mail WHERE due IS NOT NULL", static row => row.TimeOrNull(0)));

    /// <summary>Newest first.</summary>
    public IReadOnlyList<OutgoingMail> Latest(int count) =>
        database.Read(db => db.Many("SELECT id, recipient, subject, sealed, created, attempts, sent, error FROM mail ORDER BY id DESC LIMIT $1", Map, count));

    public Task Sent(long id) =>
        database.Writer.Write(db => db.Execute("UPDATE mail SET due = NULL, sent = $2, attempts = attempts + 1, error = NULL WHERE id = $1", id, time.GetUtcNow()));

    /// <param name="next">null: it is not tried again</param>
    public Task Failed(long id, DateTimeOffset? next, string error) =>
        database.Writer.Write(db => db.Execute("UPDATE mail SET due = $2, attempts = attempts + 1, error = $3 WHERE id = $1", id, next, error));

    public Task Trim(CancellationToken cancellationToken) => database.Writer.Write(db => db.Execute("DELETE FROM mail WHERE created < $1", time.GetUtcNow() - Kept), cancellationToken);

    private OutgoingMail Map(Row row) =>
        new(row.Long(0), row.Text(1), row.Text(2), box.Unprotect(Purpose(row.Text(1)), row.Text(3)), row.Time(4), row.Long(5), row.TimeOrNull(6), row.TextOrNull(7));

    private static string Purpose(string recipient) => $"mail to {recipient}";
}

/// <param name="Error">what went wrong at the last attempt</param>
internal sealed record OutgoingMail(long Id, string Recipient, string Subject, string Text, DateTimeOffset Created, long Attempts, DateTimeOffset? Sent, string? Error);
