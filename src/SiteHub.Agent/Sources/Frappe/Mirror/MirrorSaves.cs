using SiteHub.Agent.Documents;
using SiteHub.Agent.Documents.Bodies;
using SiteHub.Agent.Documents.Saving;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Documents;

namespace SiteHub.Agent.Sources.Frappe.Mirror;

/// <summary>Saves that belong together: all of them, or none, and the site's side of them.</summary>
/// <param name="Name">of the document that the site was asked for</param>
/// <param name="Row">what the site showed of it; null: it is gone</param>
/// <param name="Hash">of what it showed</param>
/// <param name="Saves">in their order</param>
internal sealed record MirrorStore(string DocType, string Name, SourceRow? Row, string Hash, IReadOnlyList<PendingSave> Saves)
{
    private const string Put =
        """
        INSERT INTO frappe_document (document_id, doc_type, name, modified, creation, owner, hash)
        SELECT id, doc_type, name, $3, $4, $5, $6 FROM document WHERE doc_type = $1 AND name = $2
        ON CONFLICT (document_id) DO UPDATE SET modified = excluded.modified, creation = excluded.creation, owner = excluded.owner, hash = excluded.hash
        """;

    /// <summary>In the writer.</summary>
    /// <returns>false: something was stored since it was worked out, and nothing of this is</returns>
    public bool TryStore(Session session)
    {
        if (!Saves.All(save => Stands(session, save)))
        {
            return false;
        }

        foreach (var save in Saves)
        {
            if (!save.TryStore(session))
            {
                throw new MovedException();
            }

            if (save.Save.After is null)
            {
                session.Execute("DELETE FROM frappe_document WHERE doc_type = $1 AND name = $2", DocType, save.Save.Now.Name);
            }
        }

        if (Row is not null)
        {
            session.Execute(Put, DocType, Name, Row.Modified, Row.Creation, Row.Owner, Hash);
        }

        return true;
    }

    /// <summary>Whether the row is still as it was read. One that an earlier save of these makes is as that leaves it.</summary>
    private bool Stands(Session session, PendingSave save)
    {
        var name = save.Save.Now.Name;
        var first = Saves.First(other => other.Save.Now.Name == name);
        return !ReferenceEquals(first, save)
            || session.Long("SELECT revision FROM document WHERE doc_type = $1 AND name = $2", DocType, name) == save.Row?.State.Revision;
    }
}

/// <summary>What a change at the site is here.</summary>
internal sealed class MirrorSaves(Feeds feeds, SiteClock clock, TimeProvider time)
{
    private static readonly byte[] Empty = "{}"u8.ToArray();

    /// <param name="type">the DocType</param>
    /// <param name="row">what the site shows</param>
    /// <param name="body">of it</param>
    /// <param name="known">what is kept under the name; null: nothing ever was</param>
    /// <param name="quiet">no webhook is told: it was there before we came</param>
    public (MirrorStore? Store, string? Fault) Shown(MirroredType type, SourceRow row, MirrorBody body, KnownDocument? known, bool quiet)
    {
        if (known is { IsThere: true } && known.Creation is { } creation && creation != row.Creation)
        {
            // The name was given again: a series gives its last number to another document when the one that had it is deleted.
            var (gone, fault) = Gone(known);
            var tombstone = gone is null ? null : known.Stored with { State = gone.Save.Now };
            var (anew, why) = tombstone is null ? (null, fault) : Saved(type, row, body, null, tombstone, quiet);
            return anew is null ? (null, why) : (new MirrorStore(type.Name, row.Name, row, body.Hash, [gone!, anew]), null);
        }

        var (save, reason) = Saved(type, row, body, known is { IsThere: true } ? known : null, known?.Stored, quiet);
        return save is null ? (null, reason) : (new MirrorStore(type.Name, row.Name, row, body.Hash, [save]), null);
    }

    /// <param name="type">the DocType</param>
    /// <param name="row">as the site shows it under its new name</param>
    /// <param name="body">of it</param>
    /// <param name="former">under its old name</param>
    /// <param name="place">what the new name was before; null: nothing</param>
    public (MirrorStore? Store, string? Fault) Renamed(MirroredType type, SourceRow row, MirrorBody body, KnownDocument former, KnownDocument? place)
    {
        var (gone, fault) = Pend(new Save(former.Stored.State, null, [], row.ModifiedBy, null) { Removed = Removal(former) }, former.Stored, former.Stored.Owner, former.Stored.Creation);
        if (gone is null)
        {
            return (null, fault);
        }

        var after = State(type, row, body, (place?.Stored.State.Revision ?? 0) + 1);
        var (arrived, why) = Pend(new Save(null, after, [], row.ModifiedBy, former.Name), place?.Stored, row.Owner, clock.ToUtc(row.Creation));
        return arrived is null ? (null, why) : (new MirrorStore(type.Name, row.Name, row, body.Hash, [gone, arrived]), null);
    }

    public (MirrorStore? Store, string? Fault) Removed(MirroredType type, KnownDocument known)
    {
        var (gone, fault) = Gone(known);
        return gone is null ? (null, fault) : (new MirrorStore(type.Name, known.Name, null, "", [gone]), null);
    }

    private (PendingSave? Save, string? Fault) Gone(KnownDocument known) => Pend(
        new Save(known.Stored.State, null, Transition.Removed, known.Stored.State.ModifiedBy, null) { Removed = Removal(known) }, known.Stored, known.Stored.Owner, known.Stored.Creation);

    private (PendingSave? Save, string? Fault) Saved(MirroredType type, SourceRow row, MirrorBody body, KnownDocument? before, StoredDocument? place, bool quiet)
    {
        var after = State(type, row, body, (place?.State.Revision ?? 0) + 1);
        return Pend(new Save(before?.Stored.State, after, quiet ? [] : EventsOf(type, before, row), row.ModifiedBy, null), place, row.Owner, clock.ToUtc(row.Creation));
    }

    private DocumentState State(MirroredType type, SourceRow row, MirrorBody body, long revision) => new(type.Name, row.Name, revision, row.DocStatus, clock.ToUtc(row.Modified), row.ModifiedBy, body.Bytes, Deleted: false);

    private DocumentState Removal(KnownDocument known) => known.Stored.State with { Revision = known.Stored.State.Revision + 1, Modified = Moments.Write(time.GetUtcNow()), Body = Empty, Deleted = true };

    private (PendingSave? Save, string? Fault) Pend(Save save, StoredDocument? place, string owner, string creation)
    {
        var now = save.Now;
        var (pending, refusal) = feeds.Pend(save, place, new Stamp(now.Name, owner, creation, now.Modified, now.ModifiedBy, now.DocStatus));
        return (pending, refusal?.Summary);
    }

    /// <summary>What must have fired since: the site's own events may be lost, and the states tell.</summary>
    private static IReadOnlyList<string> EventsOf(MirroredType type, KnownDocument? before, SourceRow row) => (before?.Stored.State.DocStatus, row.DocStatus) switch
    {
        (null, 0) => Transition.Inserted,
        (null, 1) => Transition.InsertedSubmitted,
        (null, _) => [.. Transition.InsertedSubmitted, DocEvents.OnCancel],
        (0, 2) => [DocEvents.OnSubmit, DocEvents.OnCancel, DocEvents.OnChange],
        ({ } from, var to) => Transition.Of(type.Type, from, to).Transition?.Events ?? [DocEvents.OnUpdate, DocEvents.OnChange],
    };
}
