using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Hub.Storage;

namespace SiteHub.Hub.Tests.Storage;

public sealed class HubSchemaTests
{
    [Fact]
    public async Task The_start_knows_the_last_migration_and_the_model_has_no_change_without_one()
    {
        await using var hub = await HubFixture.Started();
        await using var scope = hub.Service<IServiceScopeFactory>().CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<HubDbContext>();

        HubDbContext.LatestMigration.ShouldBe(context.Database.GetMigrations().Last());
        context.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    /// <summary>Killed in its middle, a migration that is more than one leaves tables that neither the version before nor this one knows.</summary>
    [Fact]
    public async Task Each_migration_is_one_transaction()
    {
        await using var hub = await HubFixture.Started();
        await using var scope = hub.Service<IServiceScopeFactory>().CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<HubDbContext>();
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
