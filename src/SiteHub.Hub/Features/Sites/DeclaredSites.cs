using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Features.Sites;

/// <summary>Makes the list of sites what the configuration says. A site that came from elsewhere stays; one taken from the file is marked, and its documents stay readable.</summary>
internal sealed class DeclaredSites(HubOptions options, Database database, TimeProvider time)
{
    private const string FromFile = "file";

    public async Task Apply(CancellationToken cancellationToken)
    {
        var known = database.Read(static session => session.Many("SELECT slug, name, url, origin, removed FROM site", Map)).ToDictionary(site => site.Slug);
        var declared = options.Sites.Select(site => new DeclaredSite(site.Slug, site.Name, site.Url.ToString(), FromFile, null)).ToList();
        var changed = declared.Where(site => known.GetValueOrDefault(site.Slug) != site with { Origin = known.GetValueOrDefault(site.Slug)?.Origin ?? FromFile }).ToList();
        var gone = known.Values.Where(site => site is { Origin: FromFile, Removed: null } && declared.All(other => other.Slug != site.Slug)).ToList();
        if (changed.Count + gone.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        await database.Writer.Write(
            session =>
            {
                changed.ForEach(site => Save(session, site));
                gone.ForEach(site => session.Execute("UPDATE site SET removed = $2 WHERE slug = $1", site.Slug, now));
            },
            cancellationToken);
    }

    private static void Save(Session session, DeclaredSite site) =>
        session.Execute(
            """
            INSERT INTO site (slug, name, url, origin) VALUES ($1, $2, $3, $4)
            ON CONFLICT (slug) DO UPDATE SET name = excluded.name, url = excluded.url, removed = NULL
            """,
            site.Slug,
            site.Name,
            site.Url,
            site.Origin);

    private static DeclaredSite Map(Row row) => new(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.TimeOrNull(4));

    private sealed record DeclaredSite(string Slug, string Name, string Url, string Origin, DateTimeOffset? Removed);
}
