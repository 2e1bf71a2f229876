using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Portal;

/// <summary>A hub, its sites and two buyers of one customer. For all tests of a class.</summary>
public sealed class PortalWorld : IAsyncLifetime
{
    internal World World { get; private set; } = null!;

    internal string Customer { get; private set; } = "";

    internal Member Rita { get; private set; } = null!;

    internal Member Ralf { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        World = await World.StartAsync(wired: true);
        Customer = await Member.Customer(World, "Riverside", "acme", "CUST-0001");
        Rita = await Member.Invited(World, Customer, "rita@riverside.example", "buyer");
        Ralf = await Member.Invited(World, Customer, "ralf@riverside.example", "buyer");
    }

    public async ValueTask DisposeAsync()
    {
        Rita.Dispose();
        Ralf.Dispose();
        await World.DisposeAsync();
    }
}
