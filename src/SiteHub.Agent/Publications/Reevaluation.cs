using SiteHub.Agent.Documents;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Publications;

/// <summary>Decides once more what the hub is to hear of documents whose condition failed, as it would at their next save.</summary>
internal sealed class Reevaluation(PublicationFeed feed, Database database, TimeProvider time)
{
    private const int AtOnce = 200;

    /// <param name="docType">null: all that there are</param>
    /// <param name="name">the document; null with the DocType</param>
    /// <param name="cancellationToken">ends it between two documents</param>
    /// <returns>how many were looked at, and of how many it still cannot be told</returns>
    public async Task<(int Looked, int Failed)> Again(string? docType, string? name, CancellationToken cancellationToken)
    {
        var chosen = database.Read(session => UnevaluatedDocument.Newest(session, AtOnce, docType, name));
        var failed = 0;
        foreach (var one in chosen)
        {
            failed += await IsTold(one, cancellationToken) ? 0 : 1;
        }

        return (chosen.Count, failed);
    }

    private async Task<bool> IsTold(UnevaluatedDocument one, CancellationToken cancellationToken)
    {
        if (database.Read(session => StoredDocument.Find(session, one.DocType, one.Name)) is not { State.Deleted: false } stored)
        {
            return true;
        }

        IPreparedChange? prepared;
        try
        {
            prepared = feed.Prepare(new Save(stored.State, stored.State, [], stored.State.ModifiedBy, null));
        }
        catch (Exception fault) when (!DatabaseFaults.IsAway(fault))
        {
            prepared = new UntoldSave(UnevaluatedDocument.Of(stored.State, fault.Message, time.GetUtcNow()));
        }

        await database.Writer.Write(
            session =>
            {
                // A save since then has decided it anew.
                if (StoredDocument.Find(session, stored.Id) is { State.Deleted: false } now && now.State.Revision == stored.State.Revision)
                {
                    prepared?.Commit(session, stored.Id);
                }
            },
            cancellationToken);
        return prepared is not (UntoldSave or ToldChange { IsWhole: false });
    }
}
