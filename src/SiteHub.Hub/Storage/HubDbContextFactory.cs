using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Storage;

/// <summary>For writing migrations: <c>dotnet ef migrations add NAME --project src/SiteHub.Hub --output-dir Storage/Migrations</c>.</summary>
internal sealed class HubDbContextFactory : IDesignTimeDbContextFactory<HubDbContext>
{
    public HubDbContext CreateDbContext(string[] args)
    {
        // The context asks its application which version of Identity's tables it wants.
        var services = new ServiceCollection().Configure<IdentityOptions>(static options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3).BuildServiceProvider();
        return new(new DbContextOptionsBuilder<HubDbContext>().UseSqlite("Data Source=:memory:").UseApplicationServiceProvider(services).Options, new WriteGate());
    }
}
