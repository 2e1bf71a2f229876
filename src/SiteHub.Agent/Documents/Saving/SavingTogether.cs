using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Linking;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Agent.People;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Documents.Saving;

/// <summary>One of several changes that are stored together.</summary>
/// <param name="DocType">of the document</param>
/// <param name="Name">the document that changes; null: a new one</param>
/// <param name="Given">the JSON object of what it becomes, or of what changes</param>
/// <param name="DocStatus">the docstatus to go to, where it is not in <paramref name="Given"/></param>
/// <param name="Caller">who does it</param>
internal sealed record SetChange(string DocType, string? Name, ReadOnlyMemory<byte> Given, int? DocStatus, Caller Caller);

/// <summary>Several changes of documents in one transaction: all of them, or none.</summary>
internal sealed class SavingTogether(Database database, Drafts drafts, LinkTargets links, Referrers referrers, DocTypeCatalogue docTypes)
{
    private const int MaxTries = 20;

    /// <param name="changes">each of another document</param>
    /// <param name="read">the documents as those who worked the changes out have read them: should one have moved on since, nothing is stored</param>
    /// <param name="beside">stored with them, given what they became; false: it no longer holds, and nothing is stored</param>
    /// <param name="cancellationToken">ends the wait before the writer</param>
    /// <exception cref="MovedException">nothing was stored: work it out again</exception>
    /// <exception cref="DatabaseUnavailableException">nothing was stored</exception>
    public async Task<Refusal?> Save(IReadOnlyList<SetChange> changes, StoredDocument? read, Func<Session, IReadOnlyList<DocumentState>, bool> beside, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var saves = new List<PendingSave>();
            foreach (var change in changes)
            {
                var (pending, refusal) = Draft(change, read);
                if (pending is null)
                {
                    return refusal;
                }

                saves.Add(pending);
            }

            try
            {
                await database.Writer.Write(session => Store(session, saves, beside), cancellationToken);
                return null;
            }
            catch (MovedException) when (saves.Exists(static save => save.IsDrawn))
            {
                // A name that was drawn may have been taken: it is drawn again. That the document itself has moved on shows at its own draft.
                if (read is not null && database.Read(session => StoredDocument.Find(session, read.Id))?.State.Revision != read.State.Revision)
                {
                    throw;
                }
            }
        }

        return Refuse.Contended(changes[0].DocType, changes[0].Name ?? "");
    }

    private (PendingSave? Pending, Refusal? Refusal) Draft(SetChange change, StoredDocument? read)
    {
        if (docTypes.Find(change.DocType) is not { Child: false } type)
        {
            return (null, Refuse.Invalid($"There is no DocType {change.DocType} here."));
        }

        if (change.Name is null)
        {
            return drafts.New(type, change.Given, change.Caller, links);
        }

        var (pending, refusal) = drafts.Changed(type, read!, change.Given, change.DocStatus, change.Caller, links);
        return pending is { Save.Now.DocStatus: 2 } && referrers.InTheWay(type, read!, minStatus: 1) is { } submitted
            ? (null, Refuse.LinkedWith(type.Name, change.Name, submitted.DocType, submitted.Name))
            : (pending, refusal);
    }

    private static void Store(Session session, List<PendingSave> saves, Func<Session, IReadOnlyList<DocumentState>, bool> beside)
    {
        foreach (var save in saves)
        {
            if (!save.TryStore(session))
            {
                throw new MovedException();
            }

            save.KeepNumbers(session);
        }

        if (!beside(session, [.. saves.Select(static save => save.Save.Now)]))
        {
            throw new MovedException();
        }
    }
}
