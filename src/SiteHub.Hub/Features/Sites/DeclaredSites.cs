using SiteHub.Delivery.Storage;
using SiteHub.Hub.Identity;

namespace SiteHub.Hub.Features.Sites;

/// <summary>Makes the list of sites what the configuration says. A site that came from elsewhere stays; one taken from the file is marked, and its documents stay readable.</summary>
internal sealed class DeclaredSites(HubOptions options, Database database, TimeProvider time)
{
    private const string FromFile = "file";

    public async Task Apply(CancellationToken cancellationToken)
    {
        var known = database.Read(static session => session.Many("SELECT slug, name, url, origin, removed, member_tokens_declared FROM site", Map)).ToDictionary(site => site.Slug);
        var declared = options.Sites.Select(site => new DeclaredSite(site.Slug, site.Name, site.Url.ToString(), FromFile, null, MemberReach.Word(site.MemberTokens))).ToList();
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
            INSERT INTO site (slug, name, url, origin, member_tokens, member_tokens_declared) VALUES ($1, $2, $3, $4, $5, $5)
            ON CONFLICT (slug) DO UPDATE SET name = excluded.name, url = excluded.url, removed = NULL,
                member_tokens = CASE WHEN member_tokens_declared = excluded.member_tokens_declared THEN member_tokens ELSE excluded.member_tokens END,
                member_tokens_declared = excluded.member_tokens_declared
            """,
            site.Slug,
            site.Name,
            site.Url,
            site.Origin,
            site.MemberTokens);

    private static DeclaredSite Map(Row row) => new(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.TimeOrNull(4), row.Text(5));

    private sealed record DeclaredSite(string Slug, string Name, string Url, string Origin, DateTimeOffset? Removed, string MemberTokens);
}
