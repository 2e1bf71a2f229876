using System.Buffers;
using System.Text.Json;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Conversation;
using SiteHub.Hub.Live;
using SiteHub.Hub.Webhooks;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Replica;

/// <summary>Applies what the sites say to the hub's copy of their documents.</summary>
internal sealed class ReplicaApplier(Snapshots snapshots, ReplicaFeed feed, ActionStanding actions, MessageStanding messages, LiveFeed live, TimeProvider time) : ILinkApplier
{
    public Func<Session, ApplyOutcome> Prepare(string link, Epoch epoch, LinkEvent entry)
    {
        var place = EntryPlace.Of(link, epoch, entry, time.GetUtcNow());
        return entry.Type switch
        {
            LinkEventTypes.DocumentChanged => Changed(place, entry.Data),
            LinkEventTypes.DocumentDeleted => Removed(place, entry.Data, DocumentState.Deleted),
            LinkEventTypes.DocumentWithdrawn => Removed(place, entry.Data, DocumentState.Withdrawn),
            LinkEventTypes.DocumentSnapshot => Told(place, entry.Data),
            LinkEventTypes.SnapshotBegin => Begun(place, SnapshotBegin.Read(entry.Data)),
            LinkEventTypes.SnapshotEnd => Ended(place, SnapshotEnd.Read(entry.Data)),
            LinkEventTypes.SiteCatalogue => Catalogue(place, entry.Data),
            LinkEventTypes.ActionProgressed => actions.Progressed(place, entry.Data),
            LinkEventTypes.MessageTold => messages.Told(place, entry.Data),
            LinkEventTypes.MessageAnswered => messages.Answered(place, entry.Data),
            LinkEventTypes.EntryUnsendable => Unsendable(place, EntryUnsendable.Read(entry.Data)),
            _ => _ => ApplyOutcome.Rejected($"The hub does not know entries of type '{entry.Type}'; it may be older than the site."),
        };
    }

    private Func<Session, ApplyOutcome> Changed(EntryPlace place, ReadOnlyMemory<byte> data)
    {
        var change = DocumentChange.Read(data);
        if (HashFault(change) is { } fault)
        {
            return _ => ApplyOutcome.Rejected(fault);
        }

        var events = JsonSerializer.Serialize(change.Events);
        return live.Told(place, change, feed.Changed(place, change, session => DocumentRows.Put(session, place, change, events)));
    }

    /// <summary>
    /// A row of a snapshot says first of all that its document is still published. That holds even if it cannot be taken: else the
    /// snapshot's end would remove what it has just mentioned.
    /// </summary>
    private static Func<Session, ApplyOutcome> Told(EntryPlace place, ReadOnlyMemory<byte> data)
    {
        DocumentChange change;
        try
        {
            change = DocumentChange.Read(data);
        }
        catch (LinkMessageException e) when (DocumentKey.TryRead(data) is { } key)
        {
            return Seen(place, key, e.Message);
        }

        return HashFault(change) is { } fault
            ? Seen(place, new DocumentKey(change.DocType, change.Name), fault)
            : session => DocumentRows.PutSnapshot(session, place, change);
    }

    private static Func<Session, ApplyOutcome> Seen(EntryPlace place, DocumentKey key, string fault) => session =>
    {
        DocumentRows.Touch(session, place, key.DocType, key.Name);
        return ApplyOutcome.Rejected(fault);
    };

    private Func<Session, ApplyOutcome> Removed(EntryPlace place, ReadOnlyMemory<byte> data, DocumentState state)
    {
        var removal = DocumentRemoval.Read(data);
        var events = JsonSerializer.Serialize(removal.Events);
        return live.Told(place, removal, feed.Removed(place, removal, session => Gone(session, place, removal, state, DocumentRows.Remove(session, place, removal, state, events))));
    }

    private static ApplyOutcome Gone(Session session, EntryPlace place, DocumentRemoval removal, DocumentState state, ApplyOutcome outcome)
    {
        if (outcome == ApplyOutcome.Applied && state == DocumentState.Deleted)
        {
            MessageStanding.DocumentGone(session, place.Site, removal.DocType, removal.Name);
        }

        return outcome;
    }

    private static Func<Session, ApplyOutcome> Begun(EntryPlace place, SnapshotBegin begin) => session => Snapshots.Begin(session, place, begin);

    private Func<Session, ApplyOutcome> Ended(EntryPlace place, SnapshotEnd end) => session => snapshots.End(session, place, end);

    /// <summary>Kept as it was read: what the hub does not know of it, as the conditions that sites once sent along, it does not keep either.</summary>
    private static Func<Session, ApplyOutcome> Catalogue(EntryPlace place, ReadOnlyMemory<byte> data)
    {
        var read = SiteCatalogue.Read(data);
        var catalogue = new ArrayBufferWriter<byte>(data.Length);
        read.WriteTo(catalogue);
        return session =>
        {
            // Two at one moment are still two: whoever has read the first must notice the second.
            session.Execute(
                "UPDATE site SET catalogue = $2, catalogue_at = max($3, coalesce(catalogue_at, 0) + 1) WHERE slug = $1", place.Site, new Utf8(catalogue.WrittenMemory), place.ReceivedAt);
            PublishedKinds.Put(session, place.Site, read);
            return ApplyOutcome.Applied;
        };
    }

    private static Func<Session, ApplyOutcome> Unsendable(EntryPlace place, EntryUnsendable entry)
    {
        var reason = $"The site could not send this {entry.Type} ({entry.DocType} {entry.Name}, revision {entry.Revision}): {entry.Reason}";
        return session =>
        {
            if (entry is { Type: LinkEventTypes.DocumentChanged or LinkEventTypes.DocumentSnapshot, DocType: { } docType, Name: { } name })
            {
                DocumentRows.Touch(session, place, docType, name);
            }

            return ApplyOutcome.Rejected(reason);
        };
    }

    private static string? HashFault(DocumentChange change)
    {
        var hash = ContentHash.Of(change.Doc.Span);
        return hash == change.Hash ? null : $"hash: found {change.Hash}, expected {hash}, which is that of the bytes of doc";
    }
}
