using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Storage;

internal static class HubStorage
{
    public static IServiceCollection AddHubStorage(this IServiceCollection services, HubOptions options)
    {
        services.AddSingleton(provider => Database.Open(options.DatabasePath, provider.GetRequiredService<ILogger<GroupCommit>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => provider.GetRequiredService<Database>().Gate);
        services.AddDbContext<HubDbContext>(static (provider, context) => context.UseSqlite(provider.GetRequiredService<Database>().ConnectionString));
        return services.AddSingleton(new SecretBox(options.MasterKey)).AddSingleton<HubSchema>();
    }
}
