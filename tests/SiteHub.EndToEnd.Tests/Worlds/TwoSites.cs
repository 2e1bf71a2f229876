namespace SiteHub.EndToEnd.Tests.Worlds;

/// <summary>A hub and two sites. For all tests of a class.</summary>
public sealed class TwoSites : IAsyncLifetime
{
    public World World { get; } = new();

    public async ValueTask InitializeAsync() => await World.StartAllAsync();

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
