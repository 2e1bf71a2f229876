using Microsoft.EntityFrameworkCore;
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
}
