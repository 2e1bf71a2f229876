using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SiteHub.Benchmarks.Processes;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Secrets;
using SiteHub.Hub;
using SiteHub.Operations.Configuration;

namespace SiteHub.Benchmarks.Hubs;

/// <summary>The hub's application in a process of its own, whole; or with the one step left out that stores what arrived.</summary>
internal static class HubChild
{
    public const string WithoutStoring = "--without-storing";

    public static async Task RunAsync(string[] args)
    {
        var file = SitesFileReader.Read(args[0], SitesScope.Hub);
        var data = Path.GetDirectoryName(args[0])!;
        var options = new HubOptions(file.Hub!, file.Sites, data, MasterKey.Keep(Path.Combine(data, "hub.masterkey")), Development: false);
        await using var app = HubApplication.Build(options, builder =>
        {
            builder.Logging.ClearProviders();
            if (args.Contains(WithoutStoring))
            {
                builder.Services.AddSingleton<LinkReceiver, ReceiverWithoutStore>();
            }
        });
        await app.StartAsync();
        await Children.AnswerAsync(_ => Task.FromResult(""));
        await app.StopAsync();
    }
}
