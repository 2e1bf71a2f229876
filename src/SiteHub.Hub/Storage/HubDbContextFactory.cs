using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Storage;

/// <summary>For writing migrations: <c>dotnet ef migrations add NAME --project src/SiteHub.Hub --output-dir Storage/Migrations</c>.</summary>
internal sealed class HubDbContextFactory : IDesignTimeDbContextFactory<HubDbContext>
{
    public HubDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<HubDbContext>().UseSqlite("Data Source=:memory:").Options, new WriteGate());
}
