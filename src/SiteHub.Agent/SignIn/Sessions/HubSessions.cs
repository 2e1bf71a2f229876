using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using SiteHub.Agent.SignIn.People;
using SiteHub.Agent.SignIn.Tokens;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.SignIn.Sessions;

/// <summary>Sessions are rows: ended in one statement, wherever their cookies are, and still ended after a restart.</summary>
internal sealed class HubSessions(Database database, SecretBox secrets, LocalUsers users, TokenRows tokens, SessionEnds ends, TimeProvider time)
{
    /// <summary>A working day; the hub's own session lets the next one begin without a word.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    /// <param name="person">whom the hub says this is</param>
    /// <param name="idToken">to be shown to the hub when they sign out</param>
    /// <param name="given">the tokens to keep; null: none</param>
    /// <param name="former">this browser's session until now, which ends: a session is never carried over a sign-in</param>
    /// <param name="cancellationToken">ends the wait before the writer</param>
    /// <exception cref="DatabaseUnavailableException">nothing was stored</exception>
    public Task<(string? Id, SignInRefusal? Refusal)> Begin(HubIdentity person, string idToken, GivenTokens? given, string? former, CancellationToken cancellationToken)
    {
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var sealedHint = secrets.Protect(HintOf(id), idToken);
        var sealedTokens = given is null ? null : tokens.Seal(id, given);
        var now = time.GetUtcNow();
        return database.Writer.Write<(string?, SignInRefusal?)>(
            session =>
            {
                // What the hub said before it ended the session; the same session at the hub may lead here anew.
                if (person.Sid is not null && session.Long("SELECT 1 FROM logout_token WHERE sid = $1 AND (at IS NULL OR at >= $2)", person.Sid, person.Issued) is not null)
                {
                    return (null, SignInRefusal.Ended);
                }

                var (email, refusal) = users.Resolve(session, person);
                if (email is null)
                {
                    return (null, refusal);
                }

                ends.End(session, "id = $1", former);
                session.Execute(
                    "INSERT INTO hub_session (id, issuer, subject, sid, email, name, locale, started, ends, id_token, issued) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                    id,
                    person.Issuer,
                    person.Subject,
                    person.Sid,
                    email,
                    person.Name ?? email,
                    person.Locale,
                    now,
                    now + Life,
                    sealedHint,
                    person.Issued);
                sealedTokens?.Insert(session);
                return (id, null);
            },
            cancellationToken);
    }

    /// <returns>null if it has ended, or its user may not be here any more</returns>
    /// <exception cref="DatabaseUnavailableException">the database cannot be read</exception>
    public HubSession? Find(string id)
    {
        var now = time.GetUtcNow();
        return database.Read(session => session.One(
            """
            SELECT s.sid, s.email, s.name, s.locale, u.Roles FROM hub_session s
            JOIN site_user u ON u.Email = s.email AND u.Disabled = 0
            JOIN hub_user h ON h.issuer = s.issuer AND h.subject = s.subject AND h.disabled = 0
            WHERE s.id = $1 AND s.ends > $2
            """,
            row => new HubSession(id, row.TextOrNull(0), row.Text(1), row.Text(2), row.TextOrNull(3), JsonSerializer.Deserialize<List<string>>(row.Text(4))!),
            id,
            now));
    }

    /// <returns>the ID token of the session that was ended, for the hub; null if there was none</returns>
    /// <exception cref="DatabaseUnavailableException">nothing was changed</exception>
    public async Task<string?> End(string id, CancellationToken cancellationToken)
    {
        var hint = await database.Writer.Write(
            session =>
            {
                var stored = session.Text("SELECT id_token FROM hub_session WHERE id = $1", id);
                ends.End(session, "id = $1", id);
                return stored;
            },
            cancellationToken);
        return hint is null ? null : secrets.Unprotect(HintOf(id), hint);
    }

    private static string HintOf(string id) => $"id token of session {id}";
}
