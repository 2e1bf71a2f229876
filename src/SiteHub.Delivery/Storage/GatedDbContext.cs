using Microsoft.EntityFrameworkCore;

namespace SiteHub.Delivery.Storage;

/// <summary>An EF Core context whose saves pass the process's <see cref="WriteGate"/>.</summary>
public abstract class GatedDbContext(DbContextOptions options, WriteGate gate) : DbContext(options)
{
    public sealed override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        if (Database.CurrentTransaction is not null)
        {
            return base.SaveChanges(acceptAllChangesOnSuccess);
        }

        using (gate.Enter())
        {
            return base.SaveChanges(acceptAllChangesOnSuccess);
        }
    }

    public sealed override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (Database.CurrentTransaction is not null)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        using (await gate.EnterAsync(cancellationToken))
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
    }
}
