using SiteHub.EndToEnd.Tests.Peers;

namespace SiteHub.EndToEnd.Tests.Worlds;

/// <summary>A running hub whose sites are played by the test. For all tests of a class: starting a process costs a second.</summary>
public sealed class HubAlone : IAsyncLifetime
{
    public World World { get; } = new();

    public Peer Peer(string slug) => new(World, slug);

    public async ValueTask InitializeAsync() => await World.Hub.StartAsync();

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
