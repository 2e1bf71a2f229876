using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Storage;

/// <summary>For writing migrations: <c>dotnet ef migrations add NAME --project src/SiteHub.Agent --output-dir Storage/Migrations</c>.</summary>
internal sealed class SiteDbContextFactory : IDesignTimeDbContextFactory<SiteDbContext>
{
    public SiteDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SiteDbContext>().UseSqlite("Data Source=:memory:").Options, new WriteGate());
}
