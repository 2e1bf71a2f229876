using Microsoft.EntityFrameworkCore;

namespace SiteHub.Delivery.Storage;

/// <summary>Lets the saves of an EF Core context pass the process's <see cref="WriteGate"/>; one within a transaction has passed it already.</summary>
public static class GatedSaves
{
    public static int Save(this WriteGate gate, DbContext context, Func<int> save)
    {
        if (context.Database.CurrentTransaction is not null)
        {
            return save();
        }

        using (gate.Enter())
        {
            return save();
        }
    }

    public static async Task<int> SaveAsync(this WriteGate gate, DbContext context, Func<Task<int>> save, CancellationToken cancellationToken)
    {
        if (context.Database.CurrentTransaction is not null)
        {
            return await save();
        }

        using (await gate.EnterAsync(cancellationToken))
        {
            return await save();
        }
    }
}
