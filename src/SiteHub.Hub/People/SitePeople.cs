using System.Buffers;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;
using SiteHub.Hub.Identity;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.People;

namespace SiteHub.Hub.People;

/// <summary>
/// Tells a site what people are there, at once when it changes, and that they signed out, if its ERP has users of its own who sign in through the hub. Of whom
/// is a row; told is what is true then, in the transaction that deletes the row.
/// </summary>
internal sealed class SitePeople(Database database, LinkLog log, LinkRegistry links, TimeProvider time, WorkerSet workers) : TimedWorker(workers)
{
    /// <summary>The property under which a client's record says of which site it is the ERP.</summary>
    public const string Property = "site";

    private const int AtOnce = 500;
    private const string Site = "json_extract(a.Properties, '$.site')";
    private const string Erps = $"FROM OpenIddictApplications a WHERE {Site} IS NOT NULL";

    public override string Name => "people at sites";

    protected override TimeSpan Every => TimeSpan.FromMilliseconds(250);

    protected override async Task TurnAsync(CancellationToken stopping)
    {
        while (database.Read(static db => db.Many($"SELECT site, person FROM site_person LIMIT {AtOnce}", static row => (row.Text(0), row.Text(1)))) is { Count: > 0 } waiting)
        {
            await database.Writer.Write(db => Tell(db, waiting), stopping);
        }
    }

    /// <summary>In the transaction in which somebody signs in at a client: if that is an ERP, they are there from now on.</summary>
    public static void SignedIn(Session db, string personId, string clientId) =>
        db.Execute($"INSERT INTO site_person (site, person) SELECT {Site}, $1 {Erps} AND a.ClientId = $2 ON CONFLICT DO NOTHING", personId, clientId);

    /// <summary>In the transaction that ends a session.</summary>
    public static void SignedOut(Session db, string sessionId, string personId, DateTimeOffset now) => db.Execute(
        $"""
        INSERT INTO site_person (site, person, left) SELECT DISTINCT {Site}, $2, $3 {Erps} AND a.ClientId IN (SELECT client_id FROM session_client WHERE session_id = $1)
        ON CONFLICT DO UPDATE SET left = excluded.left
        """,
        sessionId,
        personId,
        now);

    /// <returns>the names of the sites whose ERP was entered in the session</returns>
    public static IReadOnlyList<string> ErpsOf(Session db, string sessionId) => db.Many(
        $"SELECT DISTINCT coalesce(s.name, {Site}) FROM OpenIddictApplications a LEFT JOIN site s ON s.slug = {Site} WHERE {Site} IS NOT NULL AND a.ClientId IN (SELECT client_id FROM session_client WHERE session_id = $1) ORDER BY 1",
        static row => row.Text(0),
        sessionId);

    /// <summary>A site whose history began anew may have forgotten.</summary>
    public static void TellAll(Session db, string site) => db.Execute(
        """
        INSERT INTO site_person (site, person)
        SELECT Site, PersonId FROM person_site_role WHERE Site = $1
        UNION SELECT $1, s.person_id FROM browser_session s JOIN session_client c ON c.session_id = s.id WHERE c.client_id = $2
        ON CONFLICT DO NOTHING
        """,
        site,
        HubScopes.SiteClient(site));

    private void Tell(Session db, IReadOnlyList<(string Site, string Person)> waiting)
    {
        var linked = links.List().Select(static link => link.Link).ToHashSet(StringComparer.Ordinal);
        var erps = db.Many($"SELECT DISTINCT {Site} {Erps}", static row => row.Text(0)).ToHashSet(StringComparer.Ordinal);
        var now = time.GetUtcNow();
        foreach (var (site, person) in waiting)
        {
            var left = db.One("SELECT left FROM site_person WHERE site = $1 AND person = $2", static row => row.TimeOrNull(0), site, person);
            db.Execute("DELETE FROM site_person WHERE site = $1 AND person = $2", site, person);
            if (!linked.Contains(site) || db.Long("SELECT 1 FROM person WHERE Id = $1", person) is null)
            {
                continue;
            }

            var email = db.Text("SELECT Email FROM person WHERE Id = $1 AND EmailConfirmed = 1", person);
            var roles = db.Many("SELECT Role FROM person_site_role WHERE PersonId = $1 AND Site = $2 ORDER BY Role", static row => row.Text(0), person, site);
            Append(db, site, LinkEventTypes.UserRoles, new PersonAtSite(null, person, email, roles, now).WriteTo);
            if (left is { } at && erps.Contains(site))
            {
                Append(db, site, LinkEventTypes.SessionEnded, new UserStanding(null, person, at).WriteTo);
            }
        }
    }

    private void Append(Session db, string site, string type, Action<IBufferWriter<byte>> write)
    {
        var data = new ArrayBufferWriter<byte>();
        write(data);
        log.Append(db, site, type, data.WrittenMemory);
    }
}
