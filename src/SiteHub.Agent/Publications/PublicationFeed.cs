using Microsoft.Extensions.Logging;
using SiteHub.Agent.Documents;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Scripts;
using SiteHub.Protocol.Documents;

namespace SiteHub.Agent.Publications;

/// <summary>Decides for every save what the hub hears of it, and composes that before the writer is entered.</summary>
internal sealed class PublicationFeed(PublicationSet publications, LinkLog log, PublicationMetrics metrics, TimeProvider time, ILogger<PublicationFeed> logger) : IChangeFeed
{
    private readonly string[] _path = [publications.Site];

    public IPreparedChange? Prepare(Save save)
    {
        ArgumentNullException.ThrowIfNull(save);
        if (publications.Of(save.Now.DocType) is not { } publication)
        {
            return null;
        }

        var origin = new DocumentOrigin(publications.Site, Announcement.NewId(time.GetUtcNow()), _path);
        return save.After is not { } document
            ? new ToldRemoval(this, publication, save, Removal(publication, save, origin))
            : publication.Shows(document) switch
            {
                ScriptOutcome<bool>.Value { Result: true } => Shown(publication, save, document, origin),
                ScriptOutcome<bool>.Failed failed => Unknown(document, failed.Reason),

                // What did not exist before was not shown before.
                _ => save.Before is null ? null : new ToldRemoval(this, publication, save, Removal(publication, save, origin)),
            };
    }

    internal PublicationMetrics Metrics => metrics;

    internal void Append(Delivery.Storage.Session session, string type, Announcement announcement) =>
        log.Append(session, publications.Site, type, announcement.Data, announcement.Id);

    private ToldChange Shown(Publication publication, Save save, DocumentState document, DocumentOrigin origin)
    {
        var projection = Projection.Of(document.Body, publication.Fields);
        var open = publication.Actions.Of(projection.Doc);
        var change = Announcement.Change(publication, document, projection, open.Names, save.Events, origin);
        var unevaluated = UnevaluatedDocument.Of(document, open, time.GetUtcNow());
        unevaluated?.Tell(logger, metrics);
        var announcement = Announcement.Of(change);
        return announcement.IsTooLarge
            ? throw new ChangeRefusedException($"The published form of {document.DocType} {document.Name} has {announcement.Data.Length:N0} bytes; the link to the hub carries at most 1 MiB.")
            : new ToldChange(this, publication, change, announcement, unevaluated, isNew: save.Before is null);
    }

    private UntoldSave Unknown(DocumentState document, string reason)
    {
        var unevaluated = UnevaluatedDocument.Of(document, reason, time.GetUtcNow());
        unevaluated.Tell(logger, metrics);
        return new UntoldSave(unevaluated);
    }

    private static DocumentRemoval Removal(Publication publication, Save save, DocumentOrigin origin) => Announcement.Removal(
        publication,
        save.Now,
        save.Events,
        origin,
        save.After is null ? null : Projection.AccountOf(save.After.Body, publication.Fields),
        save.Before is null ? null : Projection.AccountOf(save.Before.Body, publication.Fields));
}
