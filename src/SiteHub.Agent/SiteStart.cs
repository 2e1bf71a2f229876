using Microsoft.Extensions.Hosting;
using SiteHub.Agent.People;
using SiteHub.Agent.Seed;
using SiteHub.Agent.Storage;

namespace SiteHub.Agent;

/// <summary>What must be done before the first request: it is the first hosted service, and the web server is the last.</summary>
internal sealed class SiteStart(SiteSchema schema, DeclaredUsers users, KnownKeys keys, Seeding seeding) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await schema.Ensure(cancellationToken);
        await users.Apply(cancellationToken);
        await keys.Load(cancellationToken);
        await seeding.Apply(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
