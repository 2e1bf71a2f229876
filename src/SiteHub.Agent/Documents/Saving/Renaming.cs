using System.Text;
using System.Text.Json.Nodes;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Linking;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Agent.People;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Documents.Saving;

/// <summary>
/// A rename is one transaction: the end under the old name, the beginning under the new one, and a revision of every document that
/// points there, for their links, and with them perhaps their accounts, change too.
/// </summary>
public sealed class Renaming
{
    private const int MaxTries = 20;

    /// <summary>All of them are composed and stored together, and everybody else waits that long.</summary>
    private const int MaxReferrers = 2_000;

    private readonly Database _database;
    private readonly Drafts _drafts;
    private readonly LinkTargets _links;
    private readonly Referrers _referrers;

    internal Renaming(Database database, Drafts drafts, LinkTargets links, Referrers referrers) =>
        (_database, _drafts, _links, _referrers) = (database, drafts, links, referrers);

    /// <exception cref="DatabaseUnavailableException">nothing was stored</exception>
    public async Task<SaveOutcome> Rename(DocType type, string name, string newName, Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.May(DocRights.Write, type))
        {
            return new SaveOutcome.Refused(Forbid.Change(caller.User, type.Name, name, "write"));
        }

        if (DocumentName.Check(type.Name, newName) is { } unfit)
        {
            return new SaveOutcome.Refused(unfit);
        }

        for (var tries = 0; tries < MaxTries; tries++)
        {
            var (saves, refusal) = Prepare(type, name, newName, caller);
            if (saves is null)
            {
                return new SaveOutcome.Refused(refusal!);
            }

            try
            {
                await _database.Writer.Write(session => Store(session, saves, type, name, newName), cancellationToken);
                return new SaveOutcome.Saved(saves[1].Save.Now);
            }
            catch (MovedException)
            {
            }
        }

        return new SaveOutcome.Refused(Refuse.Contended(type.Name, name));
    }

    private (List<PendingSave>? Saves, Refusal? Refusal) Prepare(DocType type, string name, string newName, Caller caller)
    {
        var (stored, place) = _database.Read(session => (StoredDocument.Find(session, type.Name, name), StoredDocument.Find(session, type.Name, newName)));
        if (stored is null or { State.Deleted: true })
        {
            return (null, Refuse.NoDocument(type.Name, name));
        }

        if (place is { State.Deleted: false })
        {
            return (null, Refuse.NameTaken(type.Name, newName));
        }

        var referrers = _referrers.All(type, stored, MaxReferrers);
        if (referrers.Count > MaxReferrers)
        {
            return (null, Refuse.TooManyLinks(type.Name, name, MaxReferrers));
        }

        var links = new RenamedTarget(_links, type.Name, newName);
        var saves = new List<PendingSave>();
        foreach (var (pending, refusal) in Drafted())
        {
            if (pending is null)
            {
                return (null, refusal);
            }

            saves.Add(pending);
        }

        return (saves, null);

        IEnumerable<(PendingSave?, Refusal?)> Drafted()
        {
            yield return _drafts.Gone(stored, [], caller);
            yield return _drafts.Arrived(type, stored, newName, OwnChanges(type, stored, newName), place, caller, links);
            foreach (var (from, id) in referrers)
            {
                if (_database.Read(session => StoredDocument.Find(session, id)) is { State.Deleted: false } referrer)
                {
                    yield return _drafts.Repointed(from, referrer, Changes(type, from, referrer, name, newName), caller, links);
                }
            }
        }
    }

    /// <summary>Where a field is the name, the field follows.</summary>
    private ReadOnlyMemory<byte> OwnChanges(DocType type, StoredDocument stored, string newName)
    {
        var changes = Relinked.Of(stored.State.Body, _referrers.To(type).Where(path => path.From == type), stored.State.Name, newName);
        if (type.Entry.Naming is { Kind: NamingKind.Field, Text: var field })
        {
            changes[field] = newName;
        }

        return Json(changes);
    }

    private ReadOnlyMemory<byte> Changes(DocType target, DocType from, StoredDocument referrer, string name, string newName) =>
        Json(Relinked.Of(referrer.State.Body, _referrers.To(target).Where(path => path.From == from), name, newName));

    private static ReadOnlyMemory<byte> Json(JsonObject changes) => Encoding.UTF8.GetBytes(changes.ToJsonString());

    private void Store(Session session, List<PendingSave> saves, DocType type, string name, string newName)
    {
        // Ahead of the end under the old name, which would take them along.
        session.Execute("UPDATE document_file SET name = $3 WHERE doc_type = $1 AND name = $2", type.Name, name, newName);
        if (!saves.TrueForAll(save => save.TryStore(session)))
        {
            throw new MovedException();
        }

        session.AfterCommit(() => _links.Removed(type.Name, name));
    }
}
