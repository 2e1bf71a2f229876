using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Publications;

/// <summary>
/// Before the first save, and once the tables and the link are there: gives each publication its version, and asks for a resync of what
/// was added, changed or removed since the last start.
/// </summary>
internal sealed class PublicationStart(
    PublicationSet publications, Database database, LinkLog log, ResyncSignal signal, TimeProvider time, ILogger<PublicationStart> logger)
{
    public async Task Apply(CancellationToken cancellationToken)
    {
        await database.Writer.Write(Settle, cancellationToken);
        foreach (var publication in publications.All.Where(p => p.MayFail))
        {
            // The first script of a process takes half a second of compiling; no save should be the one to wait for it.
            _ = Task.Run(publication.WarmUp, CancellationToken.None);
        }
    }

    /// <summary>
    /// A site without a link logs nothing, so what it saves meanwhile would never be told: should the link come back, everything is new again.
    /// </summary>
    public static Task Unlinked(Database database, CancellationToken cancellationToken) =>
        database.Writer.Write(session => session.Execute("UPDATE publication SET definition_hash = NULL WHERE definition_hash IS NOT NULL"), cancellationToken);

    private void Settle(Session session)
    {
        var now = time.GetUtcNow();
        var known = session.Many("SELECT doc_type, version, definition_hash FROM publication", static row => (DocType: row.Text(0), Version: row.Long(1), Hash: row.TextOrNull(2)));
        foreach (var publication in publications.All)
        {
            var before = known.FirstOrDefault(k => k.DocType == publication.DocType.Name);
            publication.Version = before.Version;
            if (before.Hash != publication.DefinitionHash)
            {
                publication.Version = Raise(session, publication.DocType.Name, before.Version, publication.DefinitionHash, before.Hash is null ? "it is new" : "its definition changed", now);
            }
        }

        foreach (var gone in known.Where(k => k.Hash is not null && publications.Of(k.DocType) is null))
        {
            Raise(session, gone.DocType, gone.Version, null, "it was removed", now);
        }

        TellCatalogue(session);
        session.AfterCommit(signal.Raise);
    }

    private long Raise(Session session, string docType, long before, string? hash, string reason, DateTimeOffset now)
    {
        var version = before + 1;
        session.Execute(
            """
            INSERT INTO publication (doc_type, version, definition_hash, changed_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (doc_type) DO UPDATE SET version = excluded.version, definition_hash = excluded.definition_hash, changed_at = excluded.changed_at
            """,
            docType,
            version,
            hash,
            now);
        Resync.Request(session, docType, reason, now);
        session.AfterCommit(() => Log.VersionChanged(logger, docType, version, reason));
        return version;
    }

    private void TellCatalogue(Session session)
    {
        var catalogue = Announcement.Compose(publications.Catalogue().WriteTo);
        var hash = ContentHash.Of(catalogue.Span);
        if (session.Text("SELECT hash FROM told_catalogue") != hash)
        {
            log.Append(session, publications.Site, LinkEventTypes.SiteCatalogue, catalogue);
            session.Execute("INSERT INTO told_catalogue (id, hash) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET hash = excluded.hash", hash);
        }
    }
}
