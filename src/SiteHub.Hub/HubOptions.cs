using SiteHub.Hub.Customers;
using SiteHub.Hub.People;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub;

/// <param name="Sites">Slug, name, url and link of each; what else a site's entry holds is not read for the hub.</param>
/// <param name="DataDirectory">The hub's own folder; exists.</param>
/// <param name="MasterKey">32 bytes.</param>
/// <param name="Development">Under `up`: the API can be browsed.</param>
public sealed record HubOptions(HubEntry Hub, IReadOnlyList<SiteEntry> Sites, string DataDirectory, byte[] MasterKey, bool Development)
{
    /// <summary>People to make at the first start, under `up` on loopback only.</summary>
    public IReadOnlyList<SeedPerson> People { get; init; } = [];

    /// <summary>Customers to make with them.</summary>
    public IReadOnlyList<SeedCustomer> Customers { get; init; } = [];

    /// <summary>Null: in memory.</summary>
    public string? JobsPath => Hub.JobsInMemory ? null : Path.GetFullPath("jobs.db", Path.GetFullPath(DataDirectory));

    public string DatabasePath => Path.GetFullPath(Hub.Database, Path.GetFullPath(DataDirectory));
}
