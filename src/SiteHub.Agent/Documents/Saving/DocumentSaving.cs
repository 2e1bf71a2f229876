using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Linking;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Agent.People;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Documents.Saving;

/// <summary>What may be stored together with a save: composed once it is known what is saved, outside the writer.</summary>
public delegate IPreparedChange Companion(DocumentState saved);

/// <summary>
/// Every change of a document, one at a time. What is slow is done before the writer is entered; inside, only the question is left
/// whether the document still stands as it was read. If not, all is done again on what stands now.
/// </summary>
public sealed class DocumentSaving
{
    /// <summary>Whoever loses this often in a row meets a loop somewhere, and is told.</summary>
    private const int MaxTries = 20;

    private readonly Database _database;
    private readonly Drafts _drafts;
    private readonly LinkTargets _links;
    private readonly Referrers _referrers;

    internal DocumentSaving(Database database, Drafts drafts, LinkTargets links, Referrers referrers) =>
        (_database, _drafts, _links, _referrers) = (database, drafts, links, referrers);

    /// <exception cref="DatabaseUnavailableException">nothing was stored</exception>
    public async Task<SaveOutcome> Insert(
        DocType type, ReadOnlyMemory<byte> given, Caller caller, Companion? companion, CancellationToken cancellationToken)
    {
        StoredDocument? tombstone = null;
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var (pending, refusal) = _drafts.New(type, given, caller, _links, tombstone);
            if (pending is null)
            {
                return new SaveOutcome.Refused(refusal!);
            }

            if (await Store(pending, companion, cancellationToken))
            {
                return new SaveOutcome.Saved(pending.Save.Now);
            }

            // The name has a row. A drawn name is drawn again; one that was given is either taken, or was once and is free.
            var name = pending.Save.Now.Name;
            var taken = pending.IsDrawn ? null : _database.Read(session => StoredDocument.Find(session, type.Name, name));
            if (taken is { State.Deleted: false })
            {
                return new SaveOutcome.Refused(Refuse.Duplicate(type.Name, name));
            }

            tombstone = taken;
        }

        return new SaveOutcome.Refused(Refuse.Contended(type.Name, ""));
    }

    /// <param name="type">the DocType</param>
    /// <param name="name">the document</param>
    /// <param name="given">the JSON object of what shall change; empty: nothing but the docstatus</param>
    /// <param name="docStatus">the docstatus to go to, if it is not in <paramref name="given"/></param>
    /// <param name="caller">who asks</param>
    /// <param name="cancellationToken">ends the wait before the writer</param>
    /// <param name="companion">stored with it</param>
    /// <exception cref="DatabaseUnavailableException">nothing was stored</exception>
    public async Task<SaveOutcome> Update(
        DocType type, string name, ReadOnlyMemory<byte> given, int? docStatus, Caller caller, CancellationToken cancellationToken, Companion? companion = null)
    {
        if (!caller.May(DocRights.Write, type))
        {
            return new SaveOutcome.Refused(Forbid.Change(caller.User, type.Name, name, "write"));
        }

        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (Present(type, name) is not { } stored)
            {
                return new SaveOutcome.Refused(Refuse.NoDocument(type.Name, name));
            }

            var (pending, refusal) = _drafts.Changed(type, stored, given, docStatus, caller, _links);
            if (pending is null)
            {
                return new SaveOutcome.Refused(refusal!);
            }

            if (pending.Save.Now.DocStatus == 2 && _referrers.InTheWay(type, stored, minStatus: 1) is { } submitted)
            {
                return new SaveOutcome.Refused(Refuse.LinkedWith(type.Name, name, submitted.DocType, submitted.Name));
            }

            if (await Store(pending, companion, cancellationToken))
            {
                return new SaveOutcome.Saved(pending.Save.Now);
            }
        }

        return new SaveOutcome.Refused(Refuse.Contended(type.Name, name));
    }

    /// <exception cref="DatabaseUnavailableException">nothing was stored</exception>
    public async Task<SaveOutcome> Delete(DocType type, string name, Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.May(DocRights.Delete, type))
        {
            return new SaveOutcome.Refused(Forbid.Change(caller.User, type.Name, name, "delete"));
        }

        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (Present(type, name) is not { } stored)
            {
                return new SaveOutcome.Refused(Refuse.NothingToDelete());
            }

            if (stored.State.DocStatus == 1)
            {
                return new SaveOutcome.Refused(Refuse.SubmittedStays(type.Name, name));
            }

            if (_referrers.InTheWay(type, stored, minStatus: 0) is { } pointing)
            {
                return new SaveOutcome.Refused(Refuse.LinkedWith(type.Name, name, pointing.DocType, pointing.Name));
            }

            var (pending, refusal) = _drafts.Gone(stored, Transition.Removed, caller);
            if (pending is null)
            {
                return new SaveOutcome.Refused(refusal!);
            }

            if (await Store(pending, null, cancellationToken))
            {
                return new SaveOutcome.Saved(pending.Save.Now);
            }
        }

        return new SaveOutcome.Refused(Refuse.Contended(type.Name, name));
    }

    private StoredDocument? Present(DocType type, string name) =>
        _database.Read(session => StoredDocument.Find(session, type.Name, name)) is { State.Deleted: false } stored ? stored : null;

    private Task<bool> Store(PendingSave pending, Companion? companion, CancellationToken cancellationToken)
    {
        var beside = companion?.Invoke(pending.Save.Now);
        return _database.Writer.Write(
            session =>
            {
                if (!pending.TryStore(session))
                {
                    return false;
                }

                pending.KeepNumbers(session);
                beside?.Commit(session, 0);
                if (pending.Save.After is null)
                {
                    session.AfterCommit(() => _links.Removed(pending.Save.Now.DocType, pending.Save.Now.Name));
                }

                return true;
            },
            cancellationToken);
    }
}
