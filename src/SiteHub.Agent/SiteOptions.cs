using SiteHub.Agent.Enrolment;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent;

/// <param name="DataDirectory">The site's own folder; exists.</param>
/// <param name="MasterKey">32 bytes.</param>
/// <param name="Development">Under `up`: the API can be browsed.</param>
public sealed record SiteOptions(Uri HubUrl, SiteEntry Site, string DataDirectory, byte[] MasterKey, bool Development)
{
    /// <summary>How hub and site trust each other, where the configuration does not say; null: not enrolled.</summary>
    public StoredEnrolment? Enrolment { get; init; }

    /// <summary>There is a hub.</summary>
    public bool IsLinked => Site.Link is not null || Enrolment is not null;

    /// <summary>Null: in memory.</summary>
    public string? JobsPath => Site.JobsInMemory ? null : Path.GetFullPath("jobs.db", Path.GetFullPath(DataDirectory));

    public string DatabasePath => Path.GetFullPath(Site.Database, Path.GetFullPath(DataDirectory));
}
