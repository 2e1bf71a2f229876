using SiteHub.Delivery.Storage;

namespace SiteHub.Operations.Alerts;

/// <summary>The alerts of this role.</summary>
public sealed class AlertRows(Database database)
{
    private const string Columns = "SELECT id, cause, kind, title, subject, reason, page, mend, raised, cleared FROM alert";

    public IReadOnlyList<Alert> Open() => database.Read(static session => session.Many(Columns + " WHERE cleared IS NULL ORDER BY id", Map));

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Alert> Latest(int count) => database.Read(session => session.Many(Columns + " ORDER BY id DESC LIMIT $1", Map, count));

    internal static Alert? Find(Session session, long id) => session.One(Columns + " WHERE id = $1", Map, id);

    internal static Alert? Raise(Session session, Features.Admin.Attention what, DateTimeOffset now) => session.One(
        """
        INSERT INTO alert (cause, kind, title, subject, reason, page, mend, raised) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (cause) WHERE cleared IS NULL DO NOTHING
        RETURNING id, cause, kind, title, subject, reason, page, mend, raised, cleared
        """,
        Map,
        what.Cause,
        what.Kind,
        what.Title,
        what.Subject,
        what.Reason,
        what.Page,
        what.Mend,
        now);

    internal static Alert? Clear(Session session, long id, DateTimeOffset now) => session.One(
        "UPDATE alert SET cleared = $2 WHERE id = $1 AND cleared IS NULL RETURNING id, cause, kind, title, subject, reason, page, mend, raised, cleared", Map, id, now);

    internal static int Trim(Session session, DateTimeOffset before) => session.Execute("DELETE FROM alert WHERE cleared < $1", before);

    internal static (long Raised, long Cleared) Since(Session session, DateTimeOffset since) => (
        session.Long("SELECT count(*) FROM alert WHERE raised >= $1", since) ?? 0,
        session.Long("SELECT count(*) FROM alert WHERE cleared >= $1", since) ?? 0);

    private static Alert Map(Row r) => new(r.Long(0), r.Text(1), r.Text(2), r.Text(3), r.Text(4), r.TextOrNull(5), r.Text(6), r.Text(7), r.Time(8), r.TimeOrNull(9));
}
