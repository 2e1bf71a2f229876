using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Storage;

namespace SiteHub.Agent.Tests.Storage;

public sealed class SiteSchemaTests
{
    [Fact]
    public async Task The_start_knows_the_last_migration_and_the_model_has_no_change_without_one()
    {
        await using var site = await SiteFixture.Started();
        await using var scope = site.Service<IServiceScopeFactory>().CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<SiteDbContext>();

        SiteDbContext.LatestMigration.ShouldBe(context.Database.GetMigrations().Last());
        context.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Fact]
    public async Task Secrets_of_keys_are_not_in_the_database()
    {
        await using var site = await SiteFixture.Started();

        site.Database.Read(session => session.Long("SELECT count(*) FROM api_key WHERE instr(CAST(SecretHash AS TEXT), 'site1adminsec00') > 0")).ShouldBe(0);
        site.Database.Read(session => session.Long("SELECT count(*) FROM api_key WHERE length(SecretHash) = 32")).ShouldBe(3);
    }

    /// <summary>Killed in its middle, a migration that is more than one leaves tables that neither the version before nor this one knows.</summary>
    [Fact]
    public async Task Each_migration_is_one_transaction()
    {
        await using var site = await SiteFixture.Started();
        await using var scope = site.Service<IServiceScopeFactory>().CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<SiteDbContext>();
        var (migrations, generator, models) = (context.GetService<IMigrationsAssembly>(), context.GetService<IMigrationsSqlGenerator>(), context.GetService<IModelRuntimeInitializer>());

        foreach (var (id, type) in migrations.Migrations)
        {
            var migration = migrations.CreateMigration(type, context.Database.ProviderName!);
            var commands = generator.Generate(migration.UpOperations, models.Initialize(migration.TargetModel, designTime: true, validationLogger: null));

            commands.ShouldNotBeEmpty(id);
            commands.Where(static command => command.TransactionSuppressed).Select(static command => command.CommandText).ShouldBeEmpty(id);
        }
    }
}
