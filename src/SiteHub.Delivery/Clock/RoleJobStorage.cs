using Hangfire;
using Hangfire.InMemory;
using Hangfire.Server;
using Hangfire.States;
using Hangfire.Storage;

namespace SiteHub.Delivery.Clock;

/// <summary>
/// What the role's other parts, and Hangfire's own pages, hold as the storage: it stands for the one that is open just now. While none is, it is empty rather
/// than an error.
/// </summary>
internal sealed class RoleJobStorage : JobStorage
{
    private static readonly JobStorage Nothing = new InMemoryStorage();

    private volatile JobStorage _open = Nothing;

    public void Show(JobStorage? open) => _open = open ?? Nothing;

    public override bool LinearizableReads => _open.LinearizableReads;

    public override IMonitoringApi GetMonitoringApi() => _open.GetMonitoringApi();

    public override IStorageConnection GetConnection() => _open.GetConnection();

    public override IStorageConnection GetReadOnlyConnection() => _open.GetReadOnlyConnection();

    public override IEnumerable<IStateHandler> GetStateHandlers() => _open.GetStateHandlers();

    public override IEnumerable<IBackgroundProcess> GetServerRequiredProcesses() => _open.GetServerRequiredProcesses();

    public override IEnumerable<IBackgroundProcess> GetStorageWideProcesses() => _open.GetStorageWideProcesses();

    public override bool HasFeature(string featureId) => _open.HasFeature(featureId);

    public override string ToString() => _open.ToString()!;
}
