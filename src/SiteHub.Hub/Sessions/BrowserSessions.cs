using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Tokens;

namespace SiteHub.Hub.Sessions;

/// <summary>Who is signed in where. Ending a session ends the tokens that it led to in the same transaction.</summary>
internal sealed class BrowserSessions(Database database, RememberedTokens remembered, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>Unused for so long, it is over.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    private static readonly TimeSpan Precision = TimeSpan.FromMinutes(1);

    private const string Columns = "id, person_id, signed_in, last_seen, amr, address, agent";

    public Task<BrowserSession> Begin(string personId, string amr, HttpContext http, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var agent = http.Request.Headers.UserAgent.ToString();
        var session = new BrowserSession(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), personId, now, now, amr, http.Connection.RemoteIpAddress?.ToString(), agent.Length > 300 ? agent[..300] : agent);
        return database.Writer.Write(
            db =>
            {
                db.Execute(
                    $"INSERT INTO browser_session ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    session.Id,
                    session.PersonId,
                    session.SignedIn,
                    session.LastSeen,
                    session.Amr,
                    session.Address,
                    session.Agent);
                return session;
            },
            cancellationToken);
    }

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

    /// <summary>Notes that the session signed in at a client, and under which authorization.</summary>
    /// <returns>false: it has ended meanwhile, so nothing would ever revoke what that authorization gives</returns>
    public async Task<bool> Join(string id, string clientId, string authorizationId, CancellationToken cancellationToken) =>
        await database.Writer.Write(
            db => db.Execute(
                """
                INSERT INTO session_client (session_id, client_id, authorization_id)
                SELECT $1, $2, $3 WHERE EXISTS (SELECT 1 FROM browser_session WHERE id = $1 AND ended IS NULL)
                """,
                id,
                clientId,
                authorizationId),
            cancellationToken) > 0;

    public async Task End(string id, string personId, CancellationToken cancellationToken)
    {
        await database.Writer.Write(db => End(db, personId, id, time.GetUtcNow()), cancellationToken);

        // Only now: a token that is validated after the memory was emptied must already find its row revoked.
        remembered.EvictSubject(personId);
    }

    private static void End(Session db, string personId, string id, DateTimeOffset now)
    {
        if (db.Execute("UPDATE browser_session SET ended = $3 WHERE id = $1 AND person_id = $2 AND ended IS NULL", id, personId, now) == 0)
        {
            return;
        }

        const string Given = "IN (SELECT authorization_id FROM session_client WHERE session_id = $1)";
        db.Execute($"UPDATE OpenIddictAuthorizations SET Status = 'revoked' WHERE Id {Given}", id);
        db.Execute($"UPDATE OpenIddictTokens SET Status = 'revoked' WHERE AuthorizationId {Given}", id);
    }

    private static BrowserSession Map(Row row) => new(row.Text(0), row.Text(1), row.Time(2), row.Time(3), row.Text(4), row.TextOrNull(5), row.TextOrNull(6));
}
