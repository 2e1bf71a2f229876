using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Replica;

/// <summary>
/// What the sites' documents are to a customer, and which of their statuses are what, as the catalogues say. Beside the documents: what a site says of a kind today
/// holds for all that it ever sent. A DocType that stands nowhere is <see cref="DocumentKinds.Other"/>.
/// </summary>
internal static class PublishedKinds
{
    public const string Sqlite =
        """
        CREATE TABLE publication_kind (site TEXT NOT NULL, doc_type TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (site, doc_type)) WITHOUT ROWID;
        CREATE TABLE publication_status (
            site TEXT NOT NULL, doc_type TEXT NOT NULL, status TEXT NOT NULL, class TEXT NOT NULL, PRIMARY KEY (site, doc_type, status)) WITHOUT ROWID;
        ALTER TABLE document ADD COLUMN outstanding TEXT NULL;
        """;

    /// <summary>Of the document <c>d</c>.</summary>
    public const string Kind = "coalesce((SELECT pk.kind FROM publication_kind pk WHERE pk.site = d.site AND pk.doc_type = d.doc_type), 'other')";

    /// <summary>Of the document <c>d</c>; null: its status is of none. What was cancelled is lost, whatever its status says.</summary>
    public const string Class =
        """
        CASE WHEN d.doc_status = 2 THEN 'lost' ELSE (
            SELECT ps.class FROM publication_status ps WHERE ps.site = d.site AND ps.doc_type = d.doc_type AND ps.status = d.status) END
        """;

    /// <summary>As <see cref="Kind"/>, by the columns of another table.</summary>
    public static string KindOf(string site, string docType) =>
        $"coalesce((SELECT pk.kind FROM publication_kind pk WHERE pk.site = {site} AND pk.doc_type = {docType}), 'other')";

    public static string Of(Session session, string site, string docType) =>
        session.Text("SELECT kind FROM publication_kind WHERE site = $1 AND doc_type = $2", site, docType) ?? DocumentKinds.Other;

    /// <summary>In place of what the site said before. A DocType that it names twice is what it said last.</summary>
    public static void Put(Session session, string site, SiteCatalogue catalogue)
    {
        session.Execute("DELETE FROM publication_kind WHERE site = $1", site);
        session.Execute("DELETE FROM publication_status WHERE site = $1", site);
        DocumentPeople.Keep(session, site, catalogue);
        foreach (var publication in catalogue.Publications)
        {
            if (publication.Kind != DocumentKinds.Other)
            {
                session.Execute("INSERT OR REPLACE INTO publication_kind (site, doc_type, kind) VALUES ($1, $2, $3)", site, publication.DocType, publication.Kind);
            }

            foreach (var (name, statuses) in publication.Statuses.All)
            {
                foreach (var status in statuses)
                {
                    session.Execute("INSERT OR REPLACE INTO publication_status (site, doc_type, status, class) VALUES ($1, $2, $3, $4)", site, publication.DocType, status, name);
                }
            }
        }
    }
}
