using System.Text.Json.Nodes;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Identity;

/// <summary>
/// Whether a member's token for one site may read and act on the documents of the others: only where the operator says so of that site, and the
/// member too. Either takes it back at once; the reader asks both in its statement (<see cref="Customers.Reader"/>).
/// </summary>
internal sealed class MemberReach(Database database, Revocation revocation, AuditTrail audit, TimeProvider time)
{
    /// <summary>As <c>memberTokens</c> is written in the configuration, the API and the database.</summary>
    public static string Word(MemberTokens tokens) => tokens == MemberTokens.AllSites ? "allSites" : "thisSite";

    /// <returns>null: it is none of them</returns>
    public static MemberTokens? Parse(string? word) => word switch
    {
        "thisSite" => MemberTokens.ThisSite,
        "allSites" => MemberTokens.AllSites,
        _ => null,
    };

    /// <returns>whether the member is to be asked: the operator lets this site's tokens further, and they have not answered yet</returns>
    public bool IsOpen(string site, string personId) => database.Read(db => db.Long(
        """
        SELECT 1 FROM site s WHERE s.slug = $1 AND s.removed IS NULL AND s.member_tokens = 'allSites'
          AND NOT EXISTS (SELECT 1 FROM member_reach r WHERE r.site = s.slug AND r.person = $2)
        """,
        site,
        personId)) == 1;

    /// <summary>The sites that may do more, by the member's word and the operator's.</summary>
    public IReadOnlyList<string> Given(string personId) => database.Read(db => db.Many(
        "SELECT s.slug FROM member_reach r JOIN site s ON s.slug = r.site WHERE r.person = $1 AND r.agreed = 1 AND s.member_tokens = 'allSites'", static row => row.Text(0), personId));

    /// <param name="answered">when the member said so: an answer from before the last one counts no more</param>
    public Task Decide(string personId, string site, bool agreed, DateTimeOffset answered, Actor by, CancellationToken cancellationToken) =>
        database.Writer.Write(
            db =>
            {
                if (db.Execute(
                    """
                    INSERT INTO member_reach (person, site, agreed, at) VALUES ($1, $2, $3, $4)
                    ON CONFLICT (person, site) DO UPDATE SET agreed = excluded.agreed, at = excluded.at WHERE at < excluded.at
                    """,
                    personId,
                    site,
                    agreed,
                    answered) == 0)
                {
                    return;
                }

                audit.Append(db, new AuditEntry(by, agreed ? "person.reach_given" : "person.reach_denied", null) { Details = new JsonObject { ["site"] = site } });
                db.AfterCommit(() => revocation.AtClient(personId, HubScopes.SiteClient(site)));
            },
            cancellationToken);

    /// <summary>Later than any answer that was given before, so that none of them counts again.</summary>
    public Task TakeBack(string personId, string site, Actor by, CancellationToken cancellationToken) =>
        Decide(personId, site, agreed: false, time.GetUtcNow() + TimeSpan.FromTicks(1), by, cancellationToken);

    /// <summary>In the caller's transaction: whoever ends what a site holds for them is asked anew, should they come back.</summary>
    public static void Forget(Session db, string personId, string site) => db.Execute("DELETE FROM member_reach WHERE person = $1 AND site = $2", personId, site);

    /// <summary>The operator's word. What members agreed to stays, and counts again should the operator change their mind.</summary>
    /// <returns>false: there is no such site</returns>
    public Task<bool> Set(string site, MemberTokens tokens, Actor by, CancellationToken cancellationToken) =>
        database.Writer.Write(
            db =>
            {
                if (db.Long("SELECT 1 FROM site WHERE slug = $1", site) is null)
                {
                    return false;
                }

                if (db.Execute("UPDATE site SET member_tokens = $2 WHERE slug = $1 AND member_tokens <> $2", site, Word(tokens)) > 0)
                {
                    audit.Append(db, new AuditEntry(by, "site.member_tokens_set", site) { Details = new JsonObject { ["memberTokens"] = Word(tokens) } });
                    db.AfterCommit(() => revocation.AtClient(HubScopes.SiteClient(site)));
                }

                return true;
            },
            cancellationToken);
}
