using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace SiteHub.Delivery.Storage;

/// <summary>Brings a role's tables up to date, and takes no time where they are.</summary>
/// <typeparam name="TContext">whose migrations these are</typeparam>
public sealed class Schema<TContext>(IServiceScopeFactory scopes, Database database, LatestMigration latest)
    where TContext : DbContext
{
    public async Task Ensure(CancellationToken cancellationToken)
    {
        if (database.Read(IsLatest))
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        using var pass = await database.Gate.EnterAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<TContext>().Database.MigrateAsync(cancellationToken);
    }

    private bool IsLatest(Session session) =>
        session.Long("SELECT count(*) FROM sqlite_master WHERE name = '__EFMigrationsHistory'") == 1
        && session.Long("SELECT count(*) FROM __EFMigrationsHistory WHERE MigrationId = $1", latest.Id) == 1;
}

/// <summary>A role's last migration, by name: asking EF Core for it would build its model at every start. A test holds the name against the folder.</summary>
public sealed record LatestMigration(string Id);
