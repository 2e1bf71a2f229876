using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Sessions.Logout;

namespace SiteHub.Hub.Identity;

/// <summary>What clients hold for a person, as the person sees it: one entry a client.</summary>
internal sealed class PersonGrants(Database database, LogoutNotices notices, Revocation revocation, AuditTrail audit, TimeProvider time)
{
    public IReadOnlyList<PersonGrant> Of(string personId) =>
        [
            .. database.Read(db => db.Many(
                """
                SELECT a.ClientId, coalesce(a.DisplayName, a.ClientId), z.Scopes, z.CreationDate
                FROM OpenIddictAuthorizations z JOIN OpenIddictApplications a ON a.Id = z.ApplicationId
                WHERE z.Subject = $1 AND z.Status = 'valid'
                  AND (z.Type = 'permanent' OR EXISTS (SELECT 1 FROM OpenIddictTokens t WHERE t.AuthorizationId = z.Id AND t.Status = 'valid'))
                ORDER BY z.CreationDate
                """,
                static row => new PersonGrant(row.Text(0), row.Text(1), JsonSerializer.Deserialize<string[]>(row.TextOrNull(2) ?? "[]")!, DateTimeOffset.Parse(row.Text(3), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal)),
                personId))
                .GroupBy(static grant => grant.ClientId)
                .Select(static grants => grants.First() with { Scopes = [.. grants.SelectMany(static grant => grant.Scopes).Distinct()] }),
        ];

    /// <summary>Ends the client's tokens and consents of this person, and tells it that their sessions there have ended.</summary>
    public Task Revoke(string personId, string clientId, Actor by, CancellationToken cancellationToken) =>
        database.Writer.Write(
            db =>
            {
                if (HubScopes.SiteOf(clientId) is { } site)
                {
                    MemberReach.Forget(db, personId, site);
                }

                if (!revocation.OfPersonAtClient(db, personId, clientId))
                {
                    return;
                }

                var sessions = db.Many(
                    """
                    SELECT DISTINCT s.id FROM browser_session s JOIN session_client c ON c.session_id = s.id
                    WHERE s.person_id = $1 AND s.ended IS NULL AND c.client_id = $2
                    """,
                    static row => row.Text(0),
                    personId,
                    clientId);
                sessions.ForEach(session => notices.Add(db, session, personId, time.GetUtcNow() + Sessions.BrowserSessions.Lifetime, clientId));
                db.Execute("DELETE FROM session_client WHERE client_id = $2 AND session_id IN (SELECT id FROM browser_session WHERE person_id = $1)", personId, clientId);
                audit.Append(db, new AuditEntry(by, "person.grant_revoked", null) { Details = new JsonObject { ["client"] = clientId } });
            },
            cancellationToken);
}

internal sealed record PersonGrant(string ClientId, string Name, IReadOnlyList<string> Scopes, DateTimeOffset Since);
