using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;

namespace SiteHub.Cli.Roles;

/// <summary>Counts of a running role, taken so that taking them costs it next to nothing.</summary>
internal sealed class RoleCounts(IServiceProvider services)
{
    /// <summary>Counting a table reads all of it: a count that took 5 ms is asked for once in a second, one of 1 s every three minutes.</summary>
    private const int Patience = 200;

    private readonly Database? _database = services.GetService<Database>();
    private readonly LinkRegistry? _links = services.GetService<LinkRegistry>();
    private long? _documents;
    private long _countAgainAt;

    public RoleReport Take()
    {
        try
        {
            var links = _links?.List() ?? [];
            return new RoleReport(
                Documents(),
                links.Sum(l => l.Sends.Depth),
                links.Select(l => l.Sends.OldestAge).DefaultIfEmpty().Max(),
                links.Sum(l => l.Receives.Rejected),
                [.. links.Where(l => l.State != LinkStates.Active || l.Circuit == "open").Select(l => $"{l.Link}: {l.Reason ?? l.State}")]);
        }
        catch (DatabaseUnavailableException e)
        {
            return new RoleReport(_documents, 0, 0, 0, [e.Message]);
        }
    }

    private long? Documents()
    {
        var began = Stopwatch.GetTimestamp();
        if (_database is null || began < _countAgainAt)
        {
            return _documents;
        }

        _documents = _database.Read(static s =>
            s.Long("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'document'") is null ? null : s.Long("SELECT count(*) FROM document"));
        var ended = Stopwatch.GetTimestamp();
        _countAgainAt = ended + ((ended - began) * Patience);
        return _documents;
    }
}
