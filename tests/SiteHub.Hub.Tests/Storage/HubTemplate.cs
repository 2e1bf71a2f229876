using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Storage;
using SiteHub.Operations.Configuration;
using SiteHub.Testing;

namespace SiteHub.Hub.Tests.Storage;

internal static class HubTemplate
{
    public static Template Database { get; } = new(static async folder =>
    {
        var entry = new HubEntry(new Uri("http://localhost"), "http://127.0.0.1:0", "Template", "hub.db", null, [], [], []);
        var options = new HubOptions(entry, [], folder, RandomNumberGenerator.GetBytes(32), Development: false);
        await using var hub = HubApplication.Build(options);
        await hub.Services.GetRequiredService<Schema<HubDbContext>>().Ensure(CancellationToken.None);
        return options.DatabasePath;
    });
}
