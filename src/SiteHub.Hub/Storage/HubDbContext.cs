using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.People;

namespace SiteHub.Hub.Storage;

/// <summary>EF Core's part of the hub's database: people and the identity provider's tables. What is hot is read and written with <see cref="Session"/>.</summary>
public sealed class HubDbContext(DbContextOptions<HubDbContext> options, WriteGate gate) : IdentityDbContext<Person, IdentityRole, string>(options)
{
    internal const string LatestMigration = "20261130203000_FoldedNames";

    public DbSet<PersonSiteRole> SiteRoles => Set<PersonSiteRole>();

    public DbSet<PersonBound> Bounds => Set<PersonBound>();

    public override int SaveChanges(bool acceptAllChangesOnSuccess) => gate.Save(this, () => base.SaveChanges(acceptAllChangesOnSuccess));

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        gate.SaveAsync(this, () => base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken), cancellationToken);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.AddPeople();
        builder.UseOpenIddict();
    }
}
