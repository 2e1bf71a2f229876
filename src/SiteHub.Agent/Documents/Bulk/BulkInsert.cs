using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Linking;
using SiteHub.Agent.Documents.Naming;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Agent.Documents.Saving;
using SiteHub.Agent.People;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Documents.Bulk;

/// <summary>
/// Inserts any number of documents, one a line, in bounded memory. While one chunk is on its way to the disk the next ones are read
/// and composed; a few wait at most. A line that cannot be a document is a fault and nothing more.
/// </summary>
internal sealed class BulkInsert(Database database, Drafts drafts, LinkTargets links)
{
    private const int MaxInFlight = 3;

    /// <summary>Inserts every line.</summary>
    /// <param name="type">the DocType of all of them</param>
    /// <param name="lines">where they come from</param>
    /// <param name="caller">who sends them</param>
    /// <param name="progress">who follows, under an Idempotency-Key; null: nobody</param>
    /// <param name="told">is told after every chunk, so that a request that breaks off can still be answered</param>
    /// <param name="cancellationToken">the connection is gone</param>
    /// <returns>what was done; null if the lines are not those of the earlier try</returns>
    /// <exception cref="DatabaseUnavailableException">chunks before are stored, this one and later ones are not</exception>
    public async Task<BulkCount?> Run(
        DocType type, LineReader lines, Caller caller, IBulkProgress? progress, Action<BulkCount> told, CancellationToken cancellationToken)
    {
        var run = new BulkRun(database, drafts, links, type, caller, progress, told, cancellationToken);
        try
        {
            var passing = progress?.Done.Lines ?? 0;
            while (true)
            {
                while (lines.TryTake(out var line, out var isTooLong))
                {
                    progress?.Saw(line);
                    if (lines.Number <= passing)
                    {
                        if (lines.Number == passing && !progress!.IsSame)
                        {
                            return null;
                        }

                        continue;
                    }

                    if (progress is { IsFinished: true })
                    {
                        return null;
                    }

                    run.Add(line, lines.Number, isTooLong);
                    if (run.IsFull)
                    {
                        await run.Submit(MaxInFlight);
                    }
                }

                if (lines.IsDone)
                {
                    break;
                }

                await Wait(run, lines, cancellationToken);
            }

            if (lines.Number < passing)
            {
                return null;
            }

            return await run.Finish();
        }
        catch
        {
            await run.Abandon();
            throw;
        }
        finally
        {
            lines.Leave();
        }
    }

    private static async Task Wait(BulkRun run, LineReader lines, CancellationToken cancellationToken)
    {
        var more = lines.Fill(cancellationToken);
        try
        {
            await run.While(more);
        }
        catch
        {
            lines.CancelFill();
            await more.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }
}
