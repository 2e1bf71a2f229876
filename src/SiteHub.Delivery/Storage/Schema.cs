using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SiteHub.Delivery.Storage;

/// <summary>Brings a role's tables up to date, and takes no time where they are.</summary>
/// <typeparam name="TContext">whose migrations these are</typeparam>
public sealed class Schema<TContext>(IServiceScopeFactory scopes, Database database, LatestMigration latest, DatabaseOwner owner, ILogger<Schema<TContext>> log)
    where TContext : DbContext
{
    /// <exception cref="WrongDatabaseException">it is another role's; nothing was written</exception>
    /// <exception cref="DatabaseUnavailableException">it cannot be read, or there is no room for a copy of it</exception>
    public async Task Ensure(CancellationToken cancellationToken)
    {
        var isLatest = database.Read(session =>
        {
            owner.Check(session, database.Path);
            return IsLatest(session);
        });
        if (!isLatest)
        {
            await Migrate(cancellationToken);
        }

        if (!database.Read(owner.IsNoted))
        {
            await database.Writer.Write(owner.Note, cancellationToken);
        }
    }

    private async Task Migrate(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var pass = await database.Gate.EnterAsync(cancellationToken);
        try
        {
            if (database.Read(static session => Applied(session)) is { } version)
            {
                Log.Migrating(log, database.Path, version, latest.Id, DatabaseCopy.Take(database, version));
            }

            await ClearLock(cancellationToken);
            await scope.ServiceProvider.GetRequiredService<TContext>().Database.MigrateAsync(cancellationToken);
        }
        catch (SqliteException e)
        {
            throw new DatabaseUnavailableException($"The database {database.Path} could not be brought up to date: {e.Message}", e);
        }
    }

    /// <summary>
    /// EF Core waits for the row that another migrating process has put there. There is none, for the role holds its folder: who put it was killed.
    /// </summary>
    private async Task ClearLock(CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(database.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "DROP TABLE IF EXISTS __EFMigrationsLock";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private bool IsLatest(Session session) =>
        HasHistory(session) && session.Long("SELECT count(*) FROM __EFMigrationsHistory WHERE MigrationId = $1", latest.Id) == 1;

    private static string? Applied(Session session) => HasHistory(session) ? session.Text("SELECT max(MigrationId) FROM __EFMigrationsHistory") : null;

    private static bool HasHistory(Session session) => session.Long("SELECT count(*) FROM sqlite_master WHERE name = '__EFMigrationsHistory'") == 1;
}

/// <summary>A role's last migration, by name: asking EF Core for it would build its model at every start. A test holds the name against the folder.</summary>
public sealed record LatestMigration(string Id);
