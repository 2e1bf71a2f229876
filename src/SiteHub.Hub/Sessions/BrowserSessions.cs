using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Identity;
using SiteHub.Hub.People;
using SiteHub.Hub.Sessions.Logout;
using SiteHub.Hub.Upstreams;

namespace SiteHub.Hub.Sessions;

/// <summary>Who is signed in where. Ending a session ends the tokens that it led to in the same transaction.</summary>
internal sealed class BrowserSessions(Database database, SecretBox box, Revocation revocation, LogoutNotices notices, AuditTrail audit, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>Unused for so long, it is over.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    /// <summary>So long one that is over is still there to be looked at.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private static readonly TimeSpan Precision = TimeSpan.FromMinutes(1);

    private const string Columns = "id, person_id, signed_in, last_seen, amr, address, agent, authenticated";

    public Task<BrowserSession> Begin(string personId, string amr, DateTimeOffset? authenticated, UpstreamSession? by, HttpContext http, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var session = new BrowserSession(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), personId, now, now, amr, http.Connection.RemoteIpAddress?.ToString(), Actor.AgentOf(http) ?? "", authenticated);
        return database.Writer.Write(
            db =>
            {
                db.Execute(
                    $"INSERT INTO browser_session ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    session.Id,
                    session.PersonId,
                    session.SignedIn,
                    session.LastSeen,
                    session.Amr,
                    session.Address,
                    session.Agent,
                    session.Authenticated);
                Came(db, session.Id, by);
                audit.Append(db, new AuditEntry(Actor.Of(http) with { Who = personId }, "person.signed_in", null) { Details = new JsonObject { ["amr"] = amr } });
                return session;
            },
            cancellationToken);
    }

    /// <summary>Whoever has the session has proved once more who they are.</summary>
    /// <returns>false: it has ended meanwhile</returns>
    public Task<bool> Prove(BrowserSession session, string amr, DateTimeOffset? authenticated, UpstreamSession? by, HttpContext http, CancellationToken cancellationToken) =>
        database.Writer.Write(
            db =>
            {
                // A provider that does not say when makes nothing of what is known older.
                var now = time.GetUtcNow();
                if (db.Execute(
                    "UPDATE browser_session SET amr = CASE WHEN $3 IS NULL THEN amr ELSE $2 END, authenticated = coalesce($3, authenticated), last_seen = $4 WHERE id = $1 AND ended IS NULL", session.Id, amr, authenticated, now) == 0)
                {
                    return false;
                }

                RecentProof.Note(db, session.Id, now);
                Came(db, session.Id, by);
                audit.Append(db, new AuditEntry(Actor.Of(http) with { Who = session.PersonId }, "person.signed_in", null) { Details = new JsonObject { ["amr"] = amr } });
                return true;
            },
            cancellationToken);

    /// <returns>the session, if it is neither ended nor forgotten, and the person's rights are still those that its cookie was made under</returns>
    public async ValueTask<BrowserSession?> Use(string id, string? stamp, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var session = database.Read(db => db.One(
            $"""
            SELECT {Columns} FROM browser_session s
            WHERE id = $1 AND ended IS NULL AND last_seen > $2 AND signed_in > $3
              AND EXISTS (SELECT 1 FROM person p WHERE p.Id = s.person_id AND p.State = 'Active' AND p.SecurityStamp = $4)
            """,
            Map,
            id,
            now - Idle,
            now - Lifetime,
            stamp));
        if (session is not null && session.LastSeen < now - Precision)
        {
            await database.Writer.Write(db => db.Execute("UPDATE browser_session SET last_seen = $2 WHERE id = $1", id, now), cancellationToken);
        }

        return session;
    }

    /// <summary>What the person is at the hub this moment.</summary>
    public PersonBounds BoundsOf(string personId) => database.Read(db => PersonBounds.Of(db, personId));

    /// <summary>Notes that the session signed in at a client, and under which authorization.</summary>
    /// <returns>false: it has ended meanwhile, so nothing would ever revoke what that authorization gives</returns>
    public async Task<bool> Join(string id, string clientId, string authorizationId, CancellationToken cancellationToken) =>
        await database.Writer.Write(
            db =>
            {
                var joined = db.Execute(
                    """
                    INSERT INTO session_client (session_id, client_id, authorization_id)
                    SELECT $1, $2, $3 WHERE EXISTS (SELECT 1 FROM browser_session WHERE id = $1 AND ended IS NULL)
                    """,
                    id,
                    clientId,
                    authorizationId) > 0;
                if (joined)
                {
                    SitePeople.SignedIn(db, db.Text("SELECT person_id FROM browser_session WHERE id = $1", id)!, clientId);
                }

                return joined;
            },
            cancellationToken);

    /// <returns>the session at another provider by which it began; null: by none</returns>
    public UpstreamSession? UpstreamOf(string id) => database.Read(db => db.One(
        "SELECT upstream, upstream_subject, upstream_session, upstream_token FROM browser_session WHERE id = $1 AND upstream IS NOT NULL",
        row => new UpstreamSession(row.Text(0), row.Text(1), row.TextOrNull(2), row.TextOrNull(3) is { } token ? box.Unprotect(TokenOf(id), token) : null),
        id));

    /// <summary>Another provider says that somebody is out there: what began by it is over here too. In the caller's transaction.</summary>
    /// <param name="db">the transaction</param>
    /// <param name="upstream">its id</param>
    /// <param name="subject">null: whosever it is</param>
    /// <param name="sid">null: all that began by it</param>
    public int EndOf(Session db, string upstream, string? subject, string? sid)
    {
        var open = db.Many(
            "SELECT id, person_id FROM browser_session WHERE ended IS NULL AND upstream = $1 AND ($2 IS NULL OR upstream_subject = $2) AND ($3 IS NULL OR upstream_session = $3)",
            static row => (Id: row.Text(0), Person: row.Text(1)),
            upstream,
            subject,
            sid);
        foreach (var (id, person) in open)
        {
            End(db, person, id);
            audit.Append(db, new AuditEntry(Actor.Hub with { Who = "upstream " + upstream }, "person.signed_out", person));
        }

        return open.Count;
    }

    /// <summary>The sessions of one person that are not over, the one used last first.</summary>
    public IReadOnlyList<BrowserSession> Of(string personId)
    {
        var now = time.GetUtcNow();
        return database.Read(db => db.Many(
            $"SELECT {Columns} FROM browser_session WHERE person_id = $1 AND ended IS NULL AND last_seen > $2 AND signed_in > $3 ORDER BY last_seen DESC", Map, personId, now - Idle, now - Lifetime));
    }

    /// <returns>false: this person has no such session that is not over</returns>
    public Task<bool> End(string id, string personId, Actor by, CancellationToken cancellationToken) =>
        database.Writer.Write(
            db =>
            {
                if (!End(db, personId, id))
                {
                    return false;
                }

                audit.Append(db, new AuditEntry(by, "person.signed_out", by.Who == personId ? null : personId));
                return true;
            },
            cancellationToken);

    /// <summary>In the caller's transaction.</summary>
    /// <param name="except">one that goes on; null: none</param>
    public int EndAll(Session db, string personId, string? except)
    {
        var open = db.Many("SELECT id FROM browser_session WHERE person_id = $1 AND ended IS NULL AND id IS NOT $2", static row => row.Text(0), personId, except);
        open.ForEach(id => End(db, personId, id));
        return open.Count;
    }

    /// <summary>What has been over for a month; where they signed in goes with it.</summary>
    public Task<int> Trim(CancellationToken cancellationToken) =>
        database.Writer.Write(
            db =>
            {
                var before = time.GetUtcNow() - Kept;
                db.Execute("DELETE FROM session_client WHERE session_id IN (SELECT id FROM browser_session WHERE signed_in < $1)", before - Lifetime);
                db.Execute("DELETE FROM session_client WHERE session_id IN (SELECT id FROM browser_session WHERE ended < $1)", before);
                return db.Execute("DELETE FROM browser_session WHERE signed_in < $1 OR ended < $2", before - Lifetime, before);
            },
            cancellationToken);

    private void Came(Session db, string id, UpstreamSession? by)
    {
        if (by is not null)
        {
            db.Execute(
                "UPDATE browser_session SET upstream = $2, upstream_subject = $3, upstream_session = $4, upstream_token = $5 WHERE id = $1",
                id,
                by.Upstream,
                by.Subject,
                by.Sid,
                by.Token is { } token ? box.Protect(TokenOf(id), token) : null);
        }
    }

    private static string TokenOf(string id) => $"upstream's token of session {id}";

    private bool End(Session db, string personId, string id)
    {
        if (db.Execute("UPDATE browser_session SET ended = $3 WHERE id = $1 AND person_id = $2 AND ended IS NULL", id, personId, time.GetUtcNow()) == 0)
        {
            return false;
        }

        revocation.OfSession(db, id);
        SitePeople.SignedOut(db, id, personId, time.GetUtcNow());
        notices.Add(db, id, personId, db.One("SELECT signed_in FROM browser_session WHERE id = $1", static row => row.Time(0), id) + Lifetime);
        return true;
    }

    private static BrowserSession Map(Row row) => new(row.Text(0), row.Text(1), row.Time(2), row.Time(3), row.Text(4), row.TextOrNull(5), row.TextOrNull(6), row.TimeOrNull(7));
}
