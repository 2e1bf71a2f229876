using Microsoft.EntityFrameworkCore;

namespace SiteHub.Delivery.Storage;

/// <summary>An EF Core context whose saves pass the process's <see cref="WriteGate"/>.</summary>
public abstract class GatedDbContext(DbContextOptions options, WriteGate gate) : DbContext(options)
{
    public sealed override int SaveChanges(bool acceptAllChangesOnSuccess) => gate.Save(this, () => base.SaveChanges(acceptAllChangesOnSuccess));

    public sealed override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        gate.SaveAsync(this, () => base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken), cancellationToken);
}
