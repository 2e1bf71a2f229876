using SiteHub.Agent.Documents.Bodies;
using SiteHub.Agent.Documents.Naming;
using SiteHub.Agent.Documents.Refusals;

namespace SiteHub.Agent.Documents.Saving;

/// <summary>The last step before the writer: everybody who must hear of a save composes what they will store with it.</summary>
internal sealed class Feeds(IEnumerable<IChangeFeed> feeds, SeriesCounters counters)
{
    private readonly IChangeFeed[] _feeds = [.. feeds];

    /// <param name="save">the change</param>
    /// <param name="row">the row that it changes, if there is one</param>
    /// <param name="stamp">what was written besides the fields</param>
    /// <param name="composer">who wrote the body, if it was written anew</param>
    /// <param name="name">how a new document came by its name</param>
    public (PendingSave? Pending, Refusal? Refusal) Pend(Save save, StoredDocument? row, in Stamp stamp, Composer? composer = null, NewName name = default)
    {
        List<IPreparedChange>? changes = null;
        try
        {
            foreach (var feed in _feeds)
            {
                if (feed.Prepare(save) is { } change)
                {
                    (changes ??= []).Add(change);
                }
            }
        }
        catch (ChangeRefusedException e)
        {
            counters.GiveBack(Numbers(name, composer));
            return (null, Refuse.Invalid(e.Message));
        }

        return (new PendingSave(save, row, stamp.Owner, stamp.Creation, name.IsDrawn, Numbers(name, composer), changes ?? (IReadOnlyList<IPreparedChange>)[]), null);
    }

    /// <summary>What a save uses up of naming series: its own name's number, and its rows'.</summary>
    public static IReadOnlyList<SeriesNumber> Numbers(in NewName name, Composer? composer)
    {
        var rows = composer?.RowNumbers ?? [];
        return (name.Number, rows.Count) switch
        {
            (null, 0) => [],
            ({ } number, 0) => [number],
            (null, _) => [.. rows],
            ({ } number, _) => [number, .. rows],
        };
    }
}
