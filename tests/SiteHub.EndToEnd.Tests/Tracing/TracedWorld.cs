using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using SiteHub.Agent;
using SiteHub.EndToEnd.Tests.Worlds;
using SiteHub.Hub;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Telemetry;

namespace SiteHub.EndToEnd.Tests.Tracing;

/// <summary>A hub and a site in this process, whose spans go to an in-memory exporter. What they send each other goes over HTTP, as ever.</summary>
internal sealed class TracedWorld : IAsyncDisposable
{
    private readonly List<WebApplication> _apps = [];

    private TracedWorld(World world) => World = world;

    public World World { get; }

    public Spans Spans { get; } = [];

    public static async Task<TracedWorld> Start()
    {
        var traced = new TracedWorld(new World());
        var world = traced.World;
        var hub = SitesFileReader.Read(world.File, SitesScope.Hub);
        var hubOptions = new HubOptions(hub.Hub!, hub.Sites, Folder(world, "hub"), Key(hub.Hub!.MasterKey), Development: false);

        // One exporter: it hears of everything in the process.
        await traced.Run(HubApplication.Build(hubOptions, builder =>
        {
            Quiet(builder);
            builder.Services.AddOpenTelemetry().WithTracing(traces => traces.AddSiteHub().AddInMemoryExporter(traced.Spans));
        }));
        var site = SitesFileReader.Read(world.File, SitesScope.Site("acme"));
        var siteOptions = new SiteOptions(site.Hub!.Url, site.Sites[0], Folder(world, "acme"), Key(site.Sites[0].MasterKey), Development: false);
        await traced.Run(SiteApplication.Build(siteOptions, Quiet));
        return traced;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in Enumerable.Reverse(_apps))
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        await World.DisposeAsync();
    }

    private async Task Run(WebApplication app)
    {
        _apps.Add(app);
        await app.StartAsync();
    }

    private static void Quiet(WebApplicationBuilder builder) => builder.Logging.SetMinimumLevel(LogLevel.Error);

    private static string Folder(World world, string role) => Directory.CreateDirectory(Path.Combine(world.Data, role)).FullName;

    private static byte[] Key(Secret? key) => Convert.FromBase64String(key!.Reveal());
}
