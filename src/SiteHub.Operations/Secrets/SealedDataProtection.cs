using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SiteHub.Operations.Secrets;

public static class SealedDataProtection
{
    /// <summary>The role's table, for its first migration.</summary>
    public const string Sqlite = SealedKeyRing.Sqlite;

    public static IServiceCollection AddSealedDataProtection(this IServiceCollection services, string role)
    {
        services.AddDataProtection().SetApplicationName($"sitehub-{role}");
        // It warns that keys are stored in clear wherever it does not encrypt them itself; here the store does.
        services.AddLogging(static logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error));
        services.AddSingleton<IXmlRepository, SealedKeyRing>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(static provider =>
            new ConfigureOptions<KeyManagementOptions>(options => options.XmlRepository = provider.GetRequiredService<IXmlRepository>()));

        // It would read the keys at start, before the role has made its tables.
        foreach (var early in services.Where(static service => service.ImplementationType?.Name == "DataProtectionHostedService").ToList())
        {
            services.Remove(early);
        }

        return services;
    }
}
