using Microsoft.EntityFrameworkCore;
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
}
