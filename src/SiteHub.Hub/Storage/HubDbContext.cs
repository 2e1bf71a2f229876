using Microsoft.EntityFrameworkCore;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Storage;

/// <summary>EF Core's part of the hub's database: the identity provider's tables. What is hot is read and written with <see cref="Session"/>.</summary>
public sealed class HubDbContext(DbContextOptions<HubDbContext> options, WriteGate gate) : GatedDbContext(options, gate)
{
    internal const string LatestMigration = "20261124212845_Initial";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.UseOpenIddict();
    }
}
