using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Sources.Frappe.Reading;

/// <summary>Reads back what is due, as many documents of a DocType at once as a request carries.</summary>
internal sealed class PendingRound(PendingReads pending, MirroredTypes types, GatheredRead read, MirrorIntake intake, MissingDocuments missing, Database database)
{
    /// <summary>A hint may come before what it tells of can be seen.</summary>
    private static readonly TimeSpan OnceMore = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TooLarge = TimeSpan.FromDays(1);

    /// <param name="upTo">the last mention that is looked at</param>
    /// <param name="cancellationToken">ends it</param>
    /// <returns>false: nothing was due</returns>
    /// <exception cref="FrappeFaultException">the site cannot be asked: it stays due</exception>
    public async Task<bool> Run(long upTo, CancellationToken cancellationToken)
    {
        if (database.Read(session => pending.Take(session, upTo)) is not var (docType, reads))
        {
            return false;
        }

        if (types.Find(docType) is not { } type)
        {
            await database.Writer.Write(session => reads.ForEach(one => PendingReads.Done(session, docType, one)), cancellationToken);
            return true;
        }

        // What is kept is noted before the site is asked: an answer must not be laid over something newer.
        var names = reads.ConvertAll(static one => one.Name);
        var known = database.Read(session => KnownDocument.Of(session, docType, names));
        List<SourceRow> rows;
        try
        {
            rows = await read.Read(type, names, cancellationToken);
        }
        catch (FrappeFaultException fault) when (fault.Fault.IsTooLarge)
        {
            await database.Writer.Write(session => reads.ForEach(one => pending.Again(session, docType, one, TooLarge, fault.Fault.Reason)), cancellationToken);
            return true;
        }

        var found = rows.Select(static row => row.Name).ToHashSet(StringComparer.Ordinal);
        await intake.Take(
            type,
            rows,
            known,
            quiet: false,
            session =>
            {
                foreach (var one in reads)
                {
                    if (found.Contains(one.Name) || (known.GetValueOrDefault(one.Name) is not { IsThere: true } && one.Tries > 0))
                    {
                        PendingReads.Done(session, docType, one);
                    }
                    else if (known.GetValueOrDefault(one.Name) is not { IsThere: true })
                    {
                        pending.Again(session, docType, one, OnceMore, "the site shows no such document");
                    }
                }
            },
            cancellationToken);
        var lost = reads.Where(one => !found.Contains(one.Name) && known.GetValueOrDefault(one.Name) is { IsThere: true }).Select(one => (one, known[one.Name])).ToList();
        if (lost.Count > 0)
        {
            await missing.Resolve(type, lost, cancellationToken);
        }

        return true;
    }
}
