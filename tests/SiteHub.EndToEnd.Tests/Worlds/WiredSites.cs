namespace SiteHub.EndToEnd.Tests.Worlds;

/// <summary>A hub and two sites, with wires between them. For all tests of a class.</summary>
public sealed class WiredSites : IAsyncLifetime
{
    public World World { get; } = new(wired: true);

    public async ValueTask InitializeAsync() => await World.StartAllAsync();

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
