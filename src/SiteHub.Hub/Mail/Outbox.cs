using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Mail;

/// <summary>Mail that is to be sent. It is written in the transaction that makes it true, so that neither is there without the other.</summary>
internal sealed class Outbox(Database database, SecretBox box, MailSignal signal, TimeProvider time)
{
    /// <summary>The worker that empties it.</summary>
    public const string Worker = "mail";

    private const string Columns = "id, recipient, subject, sealed, created, attempts, sent, error";

    /// <summary>Links in it have long expired by then.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    public void Put(Session db, string recipient, string subject, string text)
    {
        var now = time.GetUtcNow();
        db.Execute("INSERT INTO mail (recipient, subject, sealed, created, due) VALUES ($1, $2, $3, $4, $4)", recipient, subject, box.Protect(Purpose(recipient), text), now);
        db.AfterCommit(signal.Raise);
    }

    public string? NextDue() => database.Read(db => db.Text("SELECT CAST(id AS TEXT) FROM mail WHERE due <= $1 ORDER BY due LIMIT 1", time.GetUtcNow()));

    public OutgoingMail? Find(string id) => database.Read(db => db.One($"SELECT {Columns} FROM mail WHERE id = $1", Map, id));

    public DateTimeOffset? EarliestDue() => database.Read(static db => db.One("SELECT min(due) FROM mail WHERE due IS NOT NULL", static row => row.TimeOrNull(0)));

    /// <summary>Newest first.</summary>
    public IReadOnlyList<OutgoingMail> Latest(int count) =>
        database.Read(db => db.Many($"SELECT {Columns} FROM mail ORDER BY id DESC LIMIT $1", Map, count));

    public Task Sent(long id) =>
        database.Writer.Write(db => db.Execute("UPDATE mail SET due = NULL, sent = $2, attempts = attempts + 1, error = NULL WHERE id = $1", id, time.GetUtcNow()));

    /// <param name="next">when it is tried again</param>
    public Task Failed(long id, DateTimeOffset next, string error) =>
        database.Writer.Write(db => db.Execute("UPDATE mail SET due = $2, attempts = attempts + 1, error = $3 WHERE id = $1", id, next, error));

    public static void GiveUp(Session db, string id, string error) => db.Execute("UPDATE mail SET due = NULL, attempts = attempts + 1, error = $2 WHERE id = $1", id, error);

    /// <summary>With all its attempts before it.</summary>
    public static void TryAgain(Session db, string id, DateTimeOffset now) => db.Execute("UPDATE mail SET due = $2, attempts = 0 WHERE id = $1 AND sent IS NULL", id, now);

    public Task Trim(CancellationToken cancellationToken) => database.Writer.Write(
        db =>
        {
            db.Execute("DELETE FROM parked_row WHERE worker = $2 AND CAST(row AS INTEGER) IN (SELECT id FROM mail WHERE created < $1)", time.GetUtcNow() - Kept, Worker);
            db.Execute("DELETE FROM mail WHERE created < $1", time.GetUtcNow() - Kept);
        },
        cancellationToken);

    private OutgoingMail Map(Row row) =>
        new(row.Long(0), row.Text(1), row.Text(2), box.Unprotect(Purpose(row.Text(1)), row.Text(3)), row.Time(4), row.Long(5), row.TimeOrNull(6), row.TextOrNull(7));

    private static string Purpose(string recipient) => $"mail to {recipient}";
}

/// <param name="Error">what went wrong at the last attempt</param>
internal sealed record OutgoingMail(long Id, string Recipient, string Subject, string Text, DateTimeOffset Created, long Attempts, DateTimeOffset? Sent, string? Error);
