using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Storage;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;
using SiteHub.Testing;

namespace SiteHub.Agent.Tests.Storage;

internal static class SiteTemplate
{
    public static Template Database { get; } = new(static async folder =>
    {
        var source = new SourceEntry(SourceEntry.Embedded, [], SeedEntry.Nothing);
        var entry = new SiteEntry("template", "Template", new Uri("http://localhost"), "http://127.0.0.1:0", "site.db", null, source, [], [], [], null);
        var options = new SiteOptions(new Uri("http://localhost"), entry, folder, RandomNumberGenerator.GetBytes(32), Development: false);
        await using var site = SiteApplication.Build(options);
        await site.Services.GetRequiredService<Schema<SiteDbContext>>().Ensure(CancellationToken.None);
        return options.DatabasePath;
    });
}
