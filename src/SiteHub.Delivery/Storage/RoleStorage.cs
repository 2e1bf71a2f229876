using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Secrets;

namespace SiteHub.Delivery.Storage;

/// <summary>Gives a role its database: the raw one for the hot paths, EF Core's for the rest, one gate for both.</summary>
public static class RoleStorage
{
    /// <param name="services">the role's services</param>
    /// <param name="databasePath">the database file</param>
    /// <param name="masterKey">32 bytes, under which stored secrets are sealed</param>
    /// <param name="latestMigration">the name of the role's last migration</param>
    /// <param name="owner">whose the database is</param>
    /// <param name="cache">of the writer, in KiB</param>
    public static IServiceCollection AddRoleStorage<TContext>(this IServiceCollection services, string databasePath, byte[] masterKey, string latestMigration, DatabaseOwner owner, int cache = Database.UsualCache)
        where TContext : DbContext
    {
        services.AddSingleton(provider => Database.Open(databasePath, provider.GetRequiredService<ILogger<GroupCommit>>(), provider.GetRequiredService<TimeProvider>(), cache));
        services.AddSingleton(static provider => provider.GetRequiredService<Database>().Gate);
        services.AddDbContext<TContext>(static (provider, context) => context.UseSqlite(provider.GetRequiredService<Database>().ConnectionString));
        return services.AddSingleton(new SecretBox(masterKey)).AddSingleton(owner).AddSingleton(new LatestMigration(latestMigration)).AddSingleton<Schema<TContext>>();
    }
}
