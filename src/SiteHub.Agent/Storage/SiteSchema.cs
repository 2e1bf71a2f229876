using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Storage;

/// <summary>Brings the database's tables up to date, and takes no time where they are.</summary>
internal sealed class SiteSchema(IServiceScopeFactory scopes, Database database)
{
    /// <summary>The last migration. A test holds it against the folder; asking EF Core at each start would cost half of it.</summary>
    internal const string Latest = "20261124214119_Initial";

    public async Task Ensure(CancellationToken cancellationToken)
    {
        if (database.Read(IsLatest))
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        using var pass = await database.Gate.EnterAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<SiteDbContext>().Database.MigrateAsync(cancellationToken);
    }

    private static bool IsLatest(Session session) =>
        session.Long("SELECT count(*) FROM sqlite_master WHERE name = '__EFMigrationsHistory'") == 1
        && session.Long("SELECT count(*) FROM __EFMigrationsHistory WHERE MigrationId = $1", Latest) == 1;
}
