using SiteHub.Agent.SignIn.Tokens;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Authorization;

/// <summary>The stored tokens of the Frappe site, one row an owner.</summary>
internal sealed class SourceTokenRows(FrappeEntry entry, Database database, SecretBox secrets)
{
    /// <summary>The owner as whom documents are read and changed.</summary>
    public const string Source = "";

    public const string Active = "active";

    public const string NeedsAuthorization = "needs authorization";

    /// <summary>Tokens of another site, or of another client, are worth nothing at this one.</summary>
    private string Client(string owner) => $"{entry.Url.GetLeftPart(UriPartial.Authority)} {(owner == Source ? entry.OAuth : entry.Members)?.ClientId}";

    /// <exception cref="DatabaseUnavailableException">the database cannot be read</exception>
    public SourceToken? Find(string owner) => database.Read(session => session.One(
        "SELECT access, refresh, until, state, reason, user, connected, connected_by, due FROM frappe_token WHERE owner = $1 AND client = $2",
        row => new SourceToken(
            secrets.Unprotect(AccessOf(owner), row.Text(0)),
            row.TextOrNull(1) is { } refresh ? secrets.Unprotect(RefreshOf(owner), refresh) : null,
            row.Time(2),
            row.Text(3),
            row.TextOrNull(4),
            row.TextOrNull(5),
            row.Time(6),
            row.Text(7),
            row.TimeOrNull(8)),
        owner,
        Client(owner)));

    /// <summary>The people who have connected their own users, and who they are there.</summary>
    public IReadOnlyList<OwnUser> Own() => database.Read(session => session.Many(
        "SELECT owner, user, connected, state, reason FROM frappe_token WHERE owner <> '' AND client = $1 ORDER BY user LIMIT 500",
        static row => new OwnUser(row.Text(0), row.TextOrNull(1), row.Time(2), row.Text(3), row.TextOrNull(4)),
        Client("of a person")));

    /// <summary>Whoever is disabled, or has another address by now, is not who agreed at the site: what they agreed to is forgotten, in the transaction that learns of it.</summary>
    /// <param name="session">that writes</param>
    /// <param name="owner">the person</param>
    /// <param name="now">from when on the site is told</param>
    /// <param name="unless">the address that may stay; null: none</param>
    public static void End(Session session, string owner, DateTimeOffset now, string? unless = null) => Drop(session, "owner <> '' AND (user IS NULL OR $3 IS NULL OR user <> $3 COLLATE NOCASE)", owner, now, unless);

    public List<string> Due(DateTimeOffset now) => database.Read(session => session.Many("SELECT owner FROM frappe_token WHERE due <= $1 AND client = CASE owner WHEN '' THEN $2 ELSE $3 END ORDER BY due LIMIT 500", static row => row.Text(0), now, Client(Source), Client("of a person")));

    /// <summary>Whatever was there before is replaced, and whoever renews it at this moment stores nothing any more.</summary>
    public Task Connect(string owner, string? user, string by, GivenTokens given, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (access, refresh) = Seal(owner, given);
        return database.Writer.Write(
            session =>
            {
                Drop(session, "$3 IS NULL", owner, now, null);
                session.Execute(
                    """
                    INSERT INTO frappe_token (owner, client, user, connected, connected_by, access, refresh, given, until, state, due)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'active', $10)
                    """,
                    owner,
                    Client(owner),
                    user,
                    now,
                    by,
                    access,
                    refresh,
                    given.From,
                    given.Until,
                    refresh is null ? null : given.RenewAt);
            },
            cancellationToken);
    }

    public Task Remove(string owner, DateTimeOffset now, CancellationToken cancellationToken) => database.Writer.Write(session => Drop(session, "$3 IS NULL", owner, now, null), cancellationToken);

    /// <summary>What ends here ends at the site, by <see cref="EndedTokens"/>: nobody waits for that.</summary>
    private static void Drop(Session session, string which, string owner, DateTimeOffset now, string? unless)
    {
        session.Execute($"INSERT INTO frappe_ended_token (owner, client, access, due) SELECT owner, client, access, $2 FROM frappe_token WHERE owner = $1 AND {which}", owner, now, unless);
        session.Execute($"DELETE FROM frappe_token WHERE owner = $1 AND $2 IS NOT NULL AND {which}", owner, now, unless);
    }

    /// <summary>Whoever holds the lease renews; nobody else does until it ends.</summary>
    /// <returns>false: somebody else holds it, or there is nothing to renew</returns>
    public Task<bool> Lease(string owner, string lease, DateTimeOffset now, TimeSpan length, CancellationToken cancellationToken) => database.Writer.Write(
        session => session.Execute("UPDATE frappe_token SET lease = $2, leased_until = $3 WHERE owner = $1 AND (lease IS NULL OR leased_until <= $4)", owner, lease, now + length, now) == 1,
        cancellationToken);

    public Task Keep(string owner, string lease, GivenTokens given, CancellationToken cancellationToken)
    {
        var (access, refresh) = Seal(owner, given);
        return database.Writer.Write(
            session =>
            {
                if (session.Execute(
                """
                UPDATE frappe_token SET access = $3, refresh = coalesce($4, refresh), given = $5, until = $6, state = 'active', reason = NULL, due = $7, lease = NULL, leased_until = NULL
                WHERE owner = $1 AND lease = $2
                """,
                owner,
                lease,
                access,
                refresh,
                given.From,
                given.Until,
                given.RenewAt) == 0)
                {
                    // It ended while it was renewed: what came of that is nobody's.
                    session.Execute("INSERT INTO frappe_ended_token (owner, client, access, due) VALUES ($1, $2, $3, $4)", owner, Client(owner), access, given.From);
                }
            },
            cancellationToken);
    }

    public Task Fail(string owner, string lease, string state, string reason, DateTimeOffset due, CancellationToken cancellationToken) => database.Writer.Write(
        session => session.Execute("UPDATE frappe_token SET state = $3, reason = $4, due = $5, lease = NULL, leased_until = NULL WHERE owner = $1 AND lease = $2", owner, lease, state, reason, due),
        cancellationToken);

    /// <summary>The site does not take it though it has not ended: it is tried again when it would be renewed.</summary>
    public Task Pause(string owner, string reason, DateTimeOffset due, CancellationToken cancellationToken) => database.Writer.Write(
        session => session.Execute("UPDATE frappe_token SET state = $2, reason = $3, due = $4 WHERE owner = $1", owner, NeedsAuthorization, reason, due), cancellationToken);

    /// <summary>At start: a process that died while it renewed may have been answered. The refresh token that is stored is shown again at once: Frappe takes the former one too.</summary>
    public Task<int> TakeOver(DateTimeOffset now, CancellationToken cancellationToken) => database.Writer.Write(
        session => session.Execute("UPDATE frappe_token SET lease = NULL, leased_until = NULL, due = $1 WHERE lease IS NOT NULL", now), cancellationToken);

    private (string Access, string? Refresh) Seal(string owner, GivenTokens given) =>
        (secrets.Protect(AccessOf(owner), given.Access), given.Refresh is null ? null : secrets.Protect(RefreshOf(owner), given.Refresh));

    internal static string AccessOf(string owner) => $"access token of the source for {owner}";

    private static string RefreshOf(string owner) => $"refresh token of the source for {owner}";
}

/// <summary>A person who acts as their own user at the Frappe site.</summary>
/// <param name="Owner">their subject at the hub</param>
/// <param name="Reason">why the site does not take it; null: it does</param>
internal sealed record OwnUser(string Owner, string? User, DateTimeOffset Connected, string State, string? Reason);

/// <param name="User">of the Frappe site; null: it could not be asked</param>
/// <param name="By">who connected it, at this site</param>
/// <param name="Due">when the clock looks at it next; null: never, it cannot be renewed</param>
internal sealed record SourceToken(string Access, string? Refresh, DateTimeOffset Until, string State, string? Reason, string? User, DateTimeOffset Connected, string By, DateTimeOffset? Due)
{
    public override string ToString() => $"token until {Until:O}, {State}";
}
