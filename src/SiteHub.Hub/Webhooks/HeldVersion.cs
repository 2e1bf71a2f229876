using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Webhooks;

/// <summary>A version of a document as the hub holds it, or is about to.</summary>
/// <param name="Body">null where there is no document: removed, or never heard of</param>
internal sealed record HeldVersion(long Epoch, long Revision, long PublicationVersion, byte[]? Body)
{
    public static HeldVersion None { get; } = new(0, 0, -1, null);

    public static HeldVersion Of(Session session, string site, string docType, string name) => session.One(
        """
        SELECT d.epoch, d.revision, d.publication_version, CASE d.state WHEN 0 THEN
            (SELECT r.body FROM document_revision r WHERE r.document_id = d.id AND r.body IS NOT NULL ORDER BY r.id DESC LIMIT 1) END
        FROM document d WHERE d.site = $1 AND d.doc_type = $2 AND d.name = $3
        """,
        static row => new HeldVersion(row.Long(0), row.Long(1), row.Long(2), row.BytesOrNull(3)),
        site,
        docType,
        name) ?? None;

    /// <summary>Whether it is what the hub holds now; the body need not be read for that.</summary>
    public bool IsHeld(Session session, string site, string docType, string name)
    {
        var now = session.One(
            "SELECT epoch, revision, publication_version FROM document WHERE site = $1 AND doc_type = $2 AND name = $3",
            static row => (Epoch: row.Long(0), Revision: row.Long(1), PublicationVersion: row.Long(2), There: true),
            site,
            docType,
            name);
        return now.There ? (now.Epoch, now.Revision, now.PublicationVersion) == (Epoch, Revision, PublicationVersion) : this == None;
    }

    public bool IsNewerThan(HeldVersion other) =>
        (Epoch, Revision, PublicationVersion).CompareTo((other.Epoch, other.Revision, other.PublicationVersion)) > 0;
}
