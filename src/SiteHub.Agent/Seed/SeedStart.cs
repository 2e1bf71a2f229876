using Microsoft.Extensions.Hosting;

namespace SiteHub.Agent.Seed;

/// <summary>After the publications have their versions, for the seed is told to the hub like any other save.</summary>
internal sealed class SeedStart(Seeding seeding) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => seeding.Apply(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
