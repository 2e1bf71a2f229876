using Microsoft.EntityFrameworkCore;
using SiteHub.Agent.People;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Storage;

/// <summary>EF Core's part of a site's database: its people. What is hot (documents, series, keys of requests) is read and written with <see cref="Session"/>.</summary>
public sealed class SiteDbContext(DbContextOptions<SiteDbContext> options, WriteGate gate) : GatedDbContext(options, gate)
{
    internal const string LatestMigration = "20261130203500_OwnUsers";

    public DbSet<SiteUser> Users => Set<SiteUser>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<SiteUser>(user =>
        {
            user.ToTable("site_user").HasKey(u => u.Email);
            user.Property(u => u.Kind).HasConversion<string>();
            user.Property(u => u.Origin).HasConversion<string>();
        });
        modelBuilder.Entity<ApiKey>(key =>
        {
            key.ToTable("api_key").HasKey(k => k.Key);
            key.Property(k => k.Origin).HasConversion<string>();
            key.HasOne<SiteUser>().WithMany().HasForeignKey(k => k.Email);
        });
    }
}
