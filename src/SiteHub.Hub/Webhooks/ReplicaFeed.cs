using System.Collections.Concurrent;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Webhooks;
using SiteHub.Hub.Replica;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Webhooks;

/// <summary>
/// Tells the hub's webhooks of what the sites tell it, in the receiver's transaction. What a resync tells is nothing that happened, and fires nothing.
/// Conditions run before the writer is entered; what the document was may by then be on its way in the same batch, so that is remembered too.
/// </summary>
internal sealed class ReplicaFeed(WebhookFanout fanout, Database database)
{
    /// <summary>More than a batch holds.</summary>
    private const int MaxRemembered = 1_000;

    private readonly ConcurrentDictionary<(string Site, string DocType, string Name), HeldVersion> _coming = new();

    public Func<Session, ApplyOutcome> Changed(EntryPlace place, DocumentChange change, Func<Session, ApplyOutcome> apply) => Told(
        place, new WebhookEvent(Id(place), change.Events, change.DocType, change.Name, place.Site, change.Revision, change.Modified, change.Doc, null), change.PublicationVersion, apply);

    public Func<Session, ApplyOutcome> Removed(EntryPlace place, DocumentRemoval removal, Func<Session, ApplyOutcome> apply) => Told(
        place, new WebhookEvent(Id(place), removal.Events, removal.DocType, removal.Name, place.Site, removal.Revision, removal.Modified, default, null), removal.PublicationVersion, apply);

    private Func<Session, ApplyOutcome> Told(EntryPlace place, WebhookEvent message, long publicationVersion, Func<Session, ApplyOutcome> apply)
    {
        if (!fanout.Concerns(message))
        {
            return apply;
        }

        var before = Before(place.Site, message, new HeldVersion(place.Epoch, message.Revision, publicationVersion, message.Doc.IsEmpty ? null : message.Doc.ToArray()));
        var prepared = Prepare(message, before, place.Epoch);
        return session =>
        {
            // Rarely something else came in between, or what came before was refused. Then only here is known what the document was.
            var fresh = before.IsHeld(session, place.Site, message.DocType, message.Name)
                ? prepared
                : Prepare(message, HeldVersion.Of(session, place.Site, message.DocType, message.Name), place.Epoch);
            var outcome = apply(session);
            if (outcome == ApplyOutcome.Applied)
            {
                fresh?.Commit(session);
            }

            return outcome;
        };
    }

    /// <summary>Sites give their entries' ids themselves; one must not be able to keep another's from being told.</summary>
    private static string Id(EntryPlace place) => $"{place.EventId}_{place.Site}";

    private PreparedFanout? Prepare(WebhookEvent message, HeldVersion before, long epoch)
    {
        // Of a removal the document is what it last was; of what the hub did not have, nothing is left to tell.
        ReadOnlyMemory<byte>? was = before.Body is { } body ? body : default(ReadOnlyMemory<byte>?);
        if ((before.Epoch, before.Revision) == (epoch, message.Revision) && was is { } same && same.Span.SequenceEqual(message.Doc.Span))
        {
            // One save is one revision: this is told again, for a later version of its publication.
            return null;
        }

        return (message.Doc.IsEmpty ? was : message.Doc) is { } told ? fanout.Prepare(message with { Doc = told, Before = was }) : null;
    }

    private HeldVersion Before(string site, WebhookEvent message, HeldVersion now)
    {
        var key = (site, message.DocType, message.Name);
        var held = database.Read(session => HeldVersion.Of(session, site, message.DocType, message.Name));
        var before = _coming.TryGetValue(key, out var coming) && coming.IsNewerThan(held) && now.IsNewerThan(coming) ? coming : held;
        if (_coming.Count >= MaxRemembered)
        {
            _coming.Clear();
        }

        _coming[key] = now;
        return before;
    }
}
