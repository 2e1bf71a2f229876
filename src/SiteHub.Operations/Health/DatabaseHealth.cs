using Microsoft.Extensions.Diagnostics.HealthChecks;
using SiteHub.Delivery.Storage;

namespace SiteHub.Operations.Health;

internal sealed class DatabaseHealth(Database database) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            database.Read(static session => session.Long("SELECT count(*) FROM sqlite_master"));
            return Task.FromResult(HealthCheckResult.Healthy());
        }
        catch (DatabaseUnavailableException e)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy(e.Message));
        }
    }
}
