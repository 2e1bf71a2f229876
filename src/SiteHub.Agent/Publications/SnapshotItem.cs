using SiteHub.Agent.Documents;
using SiteHub.Delivery.Scripts;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Publications;

/// <param name="Before">what the hub was last told of it; as long as the document's revision stays, so does this</param>
internal sealed record SnapshotRow(long Id, DocumentState Document, PublishedDocument? Before);

/// <summary>What one document means for a snapshot.</summary>
internal abstract record SnapshotItem(SnapshotRow Row)
{
    public static SnapshotItem Of(SnapshotRow row, Publication publication, string site, string snapshot, DateTimeOffset now)
    {
        var document = row.Document;
        switch (publication.Shows(document))
        {
            case ScriptOutcome<bool>.Value { Result: true }:
                var origin = new DocumentOrigin(site, Announcement.NewId(now), [site]);
                var projection = Projection.Of(document.Body, publication.Fields);
                var open = publication.Actions.Of(projection.Doc);
                var change = Announcement.Change(publication, document, projection, open.Names, [], origin, snapshot);
                change = change with { PreviousAccount = row.Before?.Account == change.Account ? null : row.Before?.Account };
                var announcement = Announcement.Of(change);
                return announcement.IsTooLarge
                    ? new Fails(row, $"the published form has {announcement.Data.Length:N0} bytes; the link carries at most 1 MiB", now)
                    : new Shows(row, change, announcement, UnevaluatedDocument.Of(document, open, now));
            case ScriptOutcome<bool>.Failed failed:
                return new Fails(row, failed.Reason, now);
            default:
                return new Hides(row);
        }
    }

    /// <summary>Says of a document no more than that it is still there: the hub notes the reason, and keeps what it has.</summary>
    public static Announcement Mention(DocumentState document, string reason, DateTimeOffset now)
    {
        var entry = new EntryUnsendable(LinkEventTypes.DocumentSnapshot, document.DocType, document.Name, document.Revision, reason);
        return new Announcement(Announcement.NewId(now), Announcement.Compose(entry.WriteTo));
    }

    /// <summary>What of it could not be decided; null: nothing.</summary>
    public virtual UnevaluatedDocument? Unevaluated => null;

    public abstract void Commit(Session session, Action<string, Announcement> append, DateTimeOffset now);

    internal sealed record Shows(SnapshotRow Row, DocumentChange Change, Announcement Announcement, UnevaluatedDocument? Undecided) : SnapshotItem(Row)
    {
        public override UnevaluatedDocument? Unevaluated => Undecided;

        public override void Commit(Session session, Action<string, Announcement> append, DateTimeOffset now)
        {
            PublishedDocument.Put(session, Row.Id, Change.DocType, Change.Account, Change.Hash, Change.PublicationVersion);
            Undecided?.Put(session, Row.Id);
            append(LinkEventTypes.DocumentSnapshot, Announcement);
        }
    }

    internal sealed record Hides(SnapshotRow Row) : SnapshotItem(Row)
    {
        public override void Commit(Session session, Action<string, Announcement> append, DateTimeOffset now)
        {
            if (Row.Before is not null)
            {
                PublishedDocument.Remove(session, Row.Id);
            }
        }
    }

    internal sealed record Fails(SnapshotRow Row, string Reason, DateTimeOffset Now) : SnapshotItem(Row)
    {
        private readonly Announcement? _mention = Row.Before is null ? null : Mention(Row.Document, Reason, Now);

        public override UnevaluatedDocument Unevaluated { get; } = UnevaluatedDocument.Of(Row.Document, Reason, Now);

        public override void Commit(Session session, Action<string, Announcement> append, DateTimeOffset now)
        {
            Unevaluated.Put(session, Row.Id);
            if (_mention is { } mention)
            {
                append(LinkEventTypes.EntryUnsendable, mention);
            }
        }
    }
}
