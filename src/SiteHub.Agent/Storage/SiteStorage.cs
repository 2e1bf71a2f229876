using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Storage;

internal static class SiteStorage
{
    public static IServiceCollection AddSiteStorage(this IServiceCollection services, SiteOptions options)
    {
        services.AddSingleton(provider => Database.Open(options.DatabasePath, provider.GetRequiredService<ILogger<GroupCommit>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => provider.GetRequiredService<Database>().Gate);
        services.AddDbContext<SiteDbContext>(static (provider, context) => context.UseSqlite(provider.GetRequiredService<Database>().ConnectionString));
        return services.AddSingleton(new SecretBox(options.MasterKey)).AddSingleton<SiteSchema>();
    }
}
