using System.Text.Json;
using SiteHub.Agent.Sources.Frappe.Authorization;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.People;

namespace SiteHub.Agent.Sources.Frappe.People;

/// <summary>Who the hub's people shall be at the Frappe site. What the hub says is noted in the transaction that takes it in, and done from the row.</summary>
internal sealed class FrappePeople(Database database, TimeProvider time)
{
    private const string Columns = "subject, email, roles, disabled, leaving, left, given, held, tries, reason, done";

    /// <returns>false: it is older than what is known</returns>
    public bool Told(Session session, PersonAtSite person)
    {
        var known = session.One("SELECT email, given FROM frappe_person WHERE subject = $1", static row => (Email: row.TextOrNull(0), Given: row.Text(1)), person.Subject);
        var isNews = session.Execute(
        """
        INSERT INTO frappe_person (subject, email, roles, told_at, due) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (subject) DO UPDATE SET email = excluded.email, roles = excluded.roles, told_at = excluded.told_at, due = excluded.due, tries = 0
        WHERE told_at IS NULL OR told_at < excluded.told_at
        """,
        person.Subject,
        person.Email,
        JsonSerializer.Serialize(person.Roles),
        person.At,
        time.GetUtcNow()) > 0;
        if (isNews)
        {
            SourceTokenRows.End(session, person.Subject, time.GetUtcNow(), person.Email);
            if (known.Email is { } was && !was.Equals(person.Email, StringComparison.OrdinalIgnoreCase))
            {
                Move(session, person, was, known.Given);
            }
        }

        return isNews;
    }

    /// <summary>Another address is another user there: the roles that were put on the former are taken from it, by a row of its own, which is done like any other.</summary>
    private void Move(Session session, PersonAtSite person, string was, string given)
    {
        var former = $"{person.Subject} as {was}";
        session.Execute("DELETE FROM frappe_person WHERE subject = $1", former);
        if (given != "[]")
        {
            session.Execute("INSERT INTO frappe_person (subject, email, given, due) VALUES ($1, $2, $3, $4)", former, was, given, time.GetUtcNow());
        }

        // Whoever comes back to an address finds what was put on it.
        var back = $"{person.Subject} as {person.Email}";
        session.Execute("UPDATE frappe_person SET held = 0, given = coalesce((SELECT given FROM frappe_person WHERE subject = $2), '[]') WHERE subject = $1", person.Subject, back);
        session.Execute("DELETE FROM frappe_person WHERE subject = $1", back);
    }

    public void Standing(Session session, UserStanding told, bool disabled)
    {
        if (disabled)
        {
            SourceTokenRows.End(session, told.Subject, time.GetUtcNow());
        }

        session.Execute(
        """
        INSERT INTO frappe_person (subject, disabled, disabled_at, due) VALUES ($1, $2, $3, $4)
        ON CONFLICT (subject) DO UPDATE SET disabled = excluded.disabled, disabled_at = excluded.disabled_at, due = excluded.due, tries = 0
        WHERE disabled_at IS NULL OR disabled_at < excluded.disabled_at
        """,
        told.Subject,
        disabled,
        told.At,
        time.GetUtcNow());
    }

    /// <returns>false: it was known</returns>
    public bool Left(Session session, UserStanding told) => session.Execute(
        """
        INSERT INTO frappe_person (subject, leaving, due) VALUES ($1, $2, $3)
        ON CONFLICT (subject) DO UPDATE SET leaving = excluded.leaving, due = excluded.due, tries = 0 WHERE leaving IS NULL OR leaving < excluded.leaving
        """,
        told.Subject,
        told.At,
        time.GetUtcNow()) > 0;

    public List<string> Due() => database.Read(session => session.Many("SELECT subject FROM frappe_person WHERE due <= $1 ORDER BY due LIMIT 100", static row => row.Text(0), time.GetUtcNow()));

    public FrappePerson? Find(string subject) => database.Read(session => session.One($"SELECT {Columns} FROM frappe_person WHERE subject = $1", Map, subject));

    /// <summary>Those whose address is known.</summary>
    public IReadOnlyList<FrappePerson> All() => database.Read(static session => session.Many($"SELECT {Columns} FROM frappe_person WHERE email IS NOT NULL ORDER BY email LIMIT 500", Map));

    public Task Again(string subject, CancellationToken cancellationToken) =>
        database.Writer.Write(session => session.Execute("UPDATE frappe_person SET due = $2, tries = 0 WHERE subject = $1", subject, time.GetUtcNow()), cancellationToken);

    /// <summary>Those of whom the site refuses something for long: the last reason, and how many.</summary>
    public (long Count, string? Reason) Stuck() => database.Read(session => (
        session.Long($"SELECT count(*) FROM frappe_person WHERE {IsStuck}", PersonSync.NotYet) ?? 0, session.Text($"SELECT reason FROM frappe_person WHERE {IsStuck} ORDER BY due DESC LIMIT 1", PersonSync.NotYet)));

    private const string IsStuck = "due IS NOT NULL AND tries >= 3 AND reason IS NOT $1";

    public Task Note(string subject, IEnumerable<string> given, CancellationToken cancellationToken)
    {
        var text = JsonSerializer.Serialize(given);
        return database.Writer.Write(session => session.Execute("UPDATE frappe_person SET given = $2 WHERE subject = $1", subject, text), cancellationToken);
    }

    public Task Hold(string subject, bool held, CancellationToken cancellationToken) =>
        database.Writer.Write(session => session.Execute("UPDATE frappe_person SET held = $2 WHERE subject = $1", subject, held), cancellationToken);

    public Task HasLeft(string subject, DateTimeOffset leaving, CancellationToken cancellationToken) =>
        database.Writer.Write(session => session.Execute("UPDATE frappe_person SET left = $2 WHERE subject = $1", subject, leaving), cancellationToken);

    /// <summary>Unless the hub has said something else meanwhile.</summary>
    public Task Done(FrappePerson as1, string? reason, CancellationToken cancellationToken) => database.Writer.Write(
        session => session.Execute(
            $"UPDATE frappe_person SET due = NULL, tries = 0, reason = $2, done = $3 WHERE subject = $1 AND {Unchanged}",
            as1.Subject, reason, time.GetUtcNow(), as1.Email, as1.RolesText, as1.Disabled, as1.Leaving),
        cancellationToken);

    public Task Later(FrappePerson as1, string reason, TimeSpan wait, CancellationToken cancellationToken) => database.Writer.Write(
        session => session.Execute(
            $"UPDATE frappe_person SET due = $3, tries = tries + 1, reason = $2 WHERE subject = $1 AND {Unchanged}",
            as1.Subject, reason, time.GetUtcNow() + wait, as1.Email, as1.RolesText, as1.Disabled, as1.Leaving),
        cancellationToken);

    private const string Unchanged = "email IS $4 AND roles = $5 AND disabled = $6 AND leaving IS $7";

    private static FrappePerson Map(Row row) => new(
        row.Text(0), row.TextOrNull(1), row.Text(2), row.Bool(3), row.TimeOrNull(4), row.TimeOrNull(5), Texts(row.Text(6)), row.Bool(7), row.Long(8), row.TextOrNull(9), row.TimeOrNull(10));

    internal static IReadOnlyList<string> Texts(string json) => JsonSerializer.Deserialize<List<string>>(json)!;
}

/// <param name="RolesText">what the hub gives at this site, as JSON</param>
/// <param name="Leaving">when they last signed out at the hub</param>
/// <param name="Left">the sign-out that was last done at the Frappe site</param>
/// <param name="Given">the roles that were put on the user from here</param>
/// <param name="Held">the user is disabled by the hub's word, and is enabled by it</param>
/// <param name="Reason">why not all of it is done; null: it is</param>
internal sealed record FrappePerson(
    string Subject, string? Email, string RolesText, bool Disabled, DateTimeOffset? Leaving, DateTimeOffset? Left, IReadOnlyList<string> Given, bool Held, long Tries, string? Reason, DateTimeOffset? Done)
{
    public IReadOnlyList<string> Roles => FrappePeople.Texts(RolesText);
}
