using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Clock;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Enrolment;
using SiteHub.Hub.Features.Actions;
using SiteHub.Hub.Features.Admin;
using SiteHub.Hub.Features.Clients;
using SiteHub.Hub.Features.Conversation;
using SiteHub.Hub.Features.Customers;
using SiteHub.Hub.Features.Documents;
using SiteHub.Hub.Features.Keys;
using SiteHub.Hub.Features.Live;
using SiteHub.Hub.Features.People;
using SiteHub.Hub.Features.Removals;
using SiteHub.Hub.Features.Sites;
using SiteHub.Hub.Files;
using SiteHub.Hub.Identity;
using SiteHub.Hub.Links;
using SiteHub.Hub.People;
using SiteHub.Hub.Receiving;
using SiteHub.Hub.Replica;
using SiteHub.Hub.Sessions.Logout;
using SiteHub.Hub.Storage;
using SiteHub.Hub.Upstreams;
using SiteHub.Hub.Webhooks;
using SiteHub.Operations;
using SiteHub.Operations.Addresses;
using SiteHub.Operations.ApiDescription;
using SiteHub.Operations.Features.Admin;
using SiteHub.Operations.Health;
using SiteHub.Operations.Links;
using SiteHub.Operations.Look;
using SiteHub.Operations.Parked;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Requests;
using SiteHub.Operations.Receiving;
using SiteHub.Operations.Telemetry;
using SiteHub.Operations.Transport;
using SiteHub.Operations.Webhooks;

namespace SiteHub.Hub;

public static class HubApplication
{
    /// <param name="options">the hub's part of the configuration</param>
    /// <param name="configure">what a test or a benchmark puts in another's place, such as the clock; runs first, so that it wins</param>
    public static WebApplication Build(HubOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = RoleApplication.CreateBuilder();
        builder.WebHost.UseUrls(options.Hub.Listen);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning).AddFilter("OpenIddict", LogLevel.Warning).AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        configure?.Invoke(builder);
        builder.AddTelemetry("hub");
        builder.Services.TryAddSingleton(TimeProvider.System);
        WebApplication? built = null;
        var brand = HubBrand.Of(options, () => built!.Services.GetRequiredService<Database>().Read(static session => session.Many("SELECT url FROM site WHERE removed IS NULL ORDER BY slug", static row => new Uri(row.Text(0)))));
        builder.Services
            .AddSingleton(options)
            .AddSingleton(new JobsKept(options.JobsPath))
            .AddHostedService<HubStart>()
            .AddRoleStorage<HubDbContext>(options.DatabasePath, options.MasterKey, HubDbContext.LatestMigration, DatabaseOwner.Hub)
            .AddHubIdentity(ProviderOptions.Of(options))
            .AddPeople(brand, options.Hub.Url)
            .AddUpstreams(options, brand)
            .AddAudit()
            .AddPortal()
            .AddFiles()
            .AddReplica()
            .AddHubLinks(options)
            .AddHubWebhooks(options)
            .AddReceiving()
            .AddSingleton<IReceivedDocuments, RoutedToSites>()
            .AddSites()
            .AddEnrolment()
            .AddRemovals()
            .AddHubConsole(options)
            .AddRoleHealth()
            .AddProblemAnswers()
            .AddApiDescription("SiteHub hub", "Fetch a token from `/connect/token` with `client_credentials`, and send it as `Authorization: Bearer …`.");
        builder.Services.AddPages(typeof(HubApplication).Assembly, brand);

        var app = built = builder.Build();
        app.UseTrustedProxies(options.Hub.TrustedProxies);
        app.UseProblemAnswers();
        app.UseOwnHosts(options.Hub.Url, options.Hub.Aliases);
        app.UseTransportGuard(options.Hub.Url, options.Hub.PlainHttpFrom);
        app.UseBodyCharset();
        app.UseBodyEncoding();
        app.UseOwnScheme(options.Hub.Url);
        app.UsePages();
        app.UseHubIdentity();
        app.UseAuthorization();
        app.MapRoleHealth();
        app.MapTelemetry();
        app.MapApiDescription(browsable: options.Development);
        app.MapLinks();
        app.MapLinkApi();
        app.MapWebhookApi();
        app.MapReceiving();
        app.MapParked();
        app.MapDocuments();
        app.MapDocumentExport();
        app.MapActions();
        app.MapFiles();
        app.MapMessages();
        app.MapCustomerChoice();
        app.MapLive();
        app.MapCustomers();
        app.MapRemovals();
        app.MapSites();
        app.MapEnrolment();
        app.MapClients();
        app.MapAuthorize();
        app.MapEndSession();
        app.MapPages();
        app.MapConsole();
        app.MapAudit();
        app.MapPeople();
        app.MapKeys();
        app.MapLogouts();
        return app;
    }
}
