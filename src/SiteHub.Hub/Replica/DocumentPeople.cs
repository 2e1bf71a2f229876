using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Replica;

/// <summary>Whom the sites' documents name as a customer's, as the sites say it: which fields that are is each site's own business.</summary>
internal static class DocumentPeople
{
    public const string Sqlite =
        """
        CREATE TABLE document_person (
            document_id INTEGER NOT NULL, site TEXT NOT NULL, account TEXT NOT NULL, email TEXT NOT NULL, PRIMARY KEY (document_id, account, email)) WITHOUT ROWID;
        CREATE INDEX document_person_account ON document_person (site, account);
        """;

    /// <param name="session">that writes</param>
    /// <param name="id">of the document</param>
    /// <param name="site">whose it is</param>
    /// <param name="people">in place of those that it named before; null: its site says nothing of people, and most documents are so</param>
    public static void Put(Session session, long id, string site, IReadOnlyList<DocumentPerson>? people)
    {
        if (people is null)
        {
            return;
        }

        Forget(session, id);
        foreach (var person in people)
        {
            session.Execute("INSERT OR IGNORE INTO document_person (document_id, site, account, email) VALUES ($1, $2, $3, $4)", id, site, person.Account, person.Email);
        }
    }

    public static void Forget(Session session, long id) => session.Execute("DELETE FROM document_person WHERE document_id = $1", id);

    /// <summary>Of a DocType whose documents name nobody any more, nobody is kept.</summary>
    public static void Keep(Session session, string site, SiteCatalogue catalogue)
    {
        var naming = catalogue.Publications.Where(static one => one.People).Select(static one => one.DocType).ToHashSet(StringComparer.Ordinal);
        foreach (var docType in session.Many(
            "SELECT DISTINCT d.doc_type FROM document_person p JOIN document d ON d.id = p.document_id WHERE p.site = $1", static row => row.Text(0), site).Where(docType => !naming.Contains(docType)))
        {
            session.Execute("DELETE FROM document_person WHERE document_id IN (SELECT id FROM document WHERE site = $1 AND doc_type = $2)", site, docType);
        }
    }
}
