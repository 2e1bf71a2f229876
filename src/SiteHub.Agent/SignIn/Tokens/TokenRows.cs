using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.SignIn.Tokens;

/// <summary>The stored tokens, one row a session. They go with their session.</summary>
internal sealed class TokenRows(Database database, SecretBox secrets)
{
    public const string Active = "active";

    public const string NeedsAuthorization = "needs authorization";

    /// <summary>Sealing is done outside the writer.</summary>
    public SealedTokens Seal(string session, GivenTokens given) => new(
        session, secrets.Protect(AccessOf(session), given.Access), given.Refresh is null ? null : secrets.Protect(RefreshOf(session), given.Refresh), given);

    /// <exception cref="DatabaseUnavailableException">the database cannot be read</exception>
    public StoredToken? Find(string id) => database.Read(session => session.One(
        "SELECT access, refresh, until, state, reason, due FROM session_token WHERE session = $1",
        row => new StoredToken(
            id,
            secrets.Unprotect(AccessOf(id), row.Text(0)),
            row.TextOrNull(1) is { } refresh ? secrets.Unprotect(RefreshOf(id), refresh) : null,
            row.Time(2),
            row.Text(3),
            row.TextOrNull(4),
            row.TimeOrNull(5)),
        id));

    public List<string> Due(DateTimeOffset now) => database.Read(session => session.Many("SELECT session FROM session_token WHERE due <= $1 ORDER BY due LIMIT 500", static row => row.Text(0), now));

    /// <summary>The session of a user whose tokens are of most use: one that is not paused, then the newest.</summary>
    public string? SessionOf(string email, DateTimeOffset now) => database.Read(session => session.Text(
        """
        SELECT s.id FROM hub_session s JOIN session_token t ON t.session = s.id
        WHERE s.email = $1 COLLATE NOCASE AND s.ends > $2 ORDER BY t.state = 'active' DESC, s.started DESC LIMIT 1
        """,
        email,
        now));

    /// <summary>Whoever holds the lease refreshes; nobody else does until it ends.</summary>
    /// <returns>false if somebody else holds it, or the session has ended</returns>
    public Task<bool> Lease(string id, string lease, DateTimeOffset now, TimeSpan length, CancellationToken cancellationToken) => database.Writer.Write(
        session => session.Execute(
            "UPDATE session_token SET lease = $2, leased_until = $3 WHERE session = $1 AND (lease IS NULL OR leased_until <= $4)", id, lease, now + length, now) == 1,
        cancellationToken);

    /// <summary>Only under the lease: what a slow one brings late must not replace what a quicker one stored.</summary>
    public Task Keep(SealedTokens tokens, string lease, CancellationToken cancellationToken) => database.Writer.Write(
        session => session.Execute(
            """
            UPDATE session_token SET access = $3, refresh = coalesce($4, refresh), given = $5, until = $6, state = 'active', reason = NULL, due = $7,
                lease = NULL, leased_until = NULL WHERE session = $1 AND lease = $2
            """,
            tokens.Session,
            lease,
            tokens.Access,
            tokens.Refresh,
            tokens.Given.From,
            tokens.Given.Until,
            tokens.Given.RenewAt),
        cancellationToken);

    public Task Fail(string id, string lease, string state, string reason, DateTimeOffset due, CancellationToken cancellationToken) => database.Writer.Write(
        session => session.Execute(
            "UPDATE session_token SET state = $3, reason = $4, due = $5, lease = NULL, leased_until = NULL WHERE session = $1 AND lease = $2", id, lease, state, reason, due),
        cancellationToken);

    /// <summary>
    /// At start: a process that died while it refreshed may have been answered, and then the stored refresh token is used up. The hub takes it once
    /// more for 30 seconds, so it is shown again at once.
    /// </summary>
    public Task<int> TakeOver(DateTimeOffset now, CancellationToken cancellationToken) => database.Writer.Write(
        session => session.Execute("UPDATE session_token SET lease = NULL, leased_until = NULL, due = $1 WHERE lease IS NOT NULL", now), cancellationToken);

    private static string AccessOf(string session) => $"access token of session {session}";

    private static string RefreshOf(string session) => $"refresh token of session {session}";
}

/// <summary>Ready to be stored.</summary>
internal sealed record SealedTokens(string Session, string Access, string? Refresh, GivenTokens Given)
{
    public void Insert(Session session) => session.Execute(
        "INSERT INTO session_token (session, access, refresh, given, until, state, due) VALUES ($1, $2, $3, $4, $5, 'active', $6)",
        Session,
        Access,
        Refresh,
        Given.From,
        Given.Until,
        Refresh is null ? null : Given.RenewAt);
}

/// <param name="Due">when the clock looks at it next; null: never, it cannot be refreshed</param>
internal sealed record StoredToken(string Session, string Access, string? Refresh, DateTimeOffset Until, string State, string? Reason, DateTimeOffset? Due)
{
    public override string ToString() => $"token until {Until:O}, {State}";
}
