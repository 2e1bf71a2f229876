using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using SiteHub.Agent.Actions;
using SiteHub.Agent.Conversation;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Enrolment;
using SiteHub.Agent.Features;
using SiteHub.Agent.Features.Admin;
using SiteHub.Agent.Files;
using SiteHub.Agent.Links;
using SiteHub.Agent.People;
using SiteHub.Agent.Publications;
using SiteHub.Agent.Receiving;
using SiteHub.Agent.Resource;
using SiteHub.Agent.Resource.Methods;
using SiteHub.Agent.Seed;
using SiteHub.Agent.SignIn;
using SiteHub.Agent.Sources.Frappe;
using SiteHub.Agent.Sources.Frappe.Files;
using SiteHub.Agent.Storage;
using SiteHub.Agent.Webhooks;
using SiteHub.Delivery.Clock;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Operations;
using SiteHub.Operations.Addresses;
using SiteHub.Operations.Configuration.Reading;
using SiteHub.Operations.ApiDescription;
using SiteHub.Operations.Features.Admin;
using SiteHub.Operations.Features.Admin.Links;
using SiteHub.Operations.Health;
using SiteHub.Operations.Links;
using SiteHub.Operations.Look;
using SiteHub.Operations.Parked;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Requests;
using SiteHub.Operations.Receiving;
using SiteHub.Operations.Safety;
using SiteHub.Operations.Telemetry;
using SiteHub.Operations.Transport;
using SiteHub.Operations.Tries;
using SiteHub.Operations.Webhooks;

namespace SiteHub.Agent;

public static class SiteApplication
{
    /// <summary>KiB for the writer where documents are mirrored: they come in their order, so that it turns to few pages of a million, and the agent stands beside the ERP on its machine.</summary>
    private const int MirrorCache = 8_192;

    /// <param name="options">the site's part of the configuration</param>
    /// <param name="configure">what a test or a benchmark puts in another's place, such as the clock; runs first, so that it wins</param>
    public static WebApplication Build(SiteOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = RoleApplication.CreateBuilder();
        builder.WebHost.UseUrls(options.Site.Listen);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning).AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        configure?.Invoke(builder);
        builder.AddTelemetry(options.Site.Slug);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services
            .AddSingleton(options)
            .AddSingleton(new JobsKept(options.JobsPath))
            .AddHostedService<SiteStart>()
            .AddRoleStorage<SiteDbContext>(options.DatabasePath, options.MasterKey, SiteDbContext.LatestMigration, DatabaseOwner.Site(options.Site.Slug), options.Site.Source?.Frappe is null ? Database.UsualCache : MirrorCache)
            .AddPeople()
            .AddSingleton(static provider => new WrongTries(provider.GetRequiredService<TimeProvider>()))
            .AddDocuments(options)
            .AddSource(options)
            .AddHub(options)
            .AddSiteWebhooks(options)
            .AddReceiving()
            .AddSingleton<HubUsers>()
            .AddSingleton<IReceivedDocuments, SavedReceipts>()
            .AddSingleton<Seeding>()
            .AddHostedService<SeedStart>()
            .AddResource()
            .AddRoleHealth()
            .AddProblemAnswers()
            .AddApiDescription($"SiteHub site {options.Site.Slug}", "Frappe's REST API. Send `Authorization: token key:secret`.");

        var app = builder.Build();
        app.UseTrustedProxies(options.Site.TrustedProxies);
        app.UseProblemAnswers();
        app.UseOwnHosts(options.Site.Url, options.Site.Aliases);
        app.UseTransportGuard(options.Site.Url, options.Site.PlainHttpFrom);
        app.UseBodyCharset();
        app.UseBodyEncoding();
        app.UseOwnScheme(options.Site.Url);
        app.UseKeyTries();
        app.UseCommandForm();
        app.UseAuthentication();
        if (options.IsLinked)
        {
            app.UseSitePages();
        }

        app.UseAuthorization();
        app.MapRoleHealth();
        app.MapTelemetry();
        app.MapApiDescription(browsable: options.Development);
        app.MapResource();
        app.MapMethods();
        app.MapWebhookApi();
        app.MapReceiving();
        app.MapParked();
        if (options.Site.Source?.Frappe is not null)
        {
            app.MapFrappe();
        }

        if (options.IsLinked)
        {
            app.MapLinks();
            app.MapLinkApi();
            app.MapPublications();
            app.MapActions();
            app.MapEnrolment();
            app.MapSignIn();
            app.MapPages();
            app.MapConsole();
        }

        return app;
    }

    private static IServiceCollection AddActions(this IServiceCollection services, SiteOptions options) =>
        options.Site.Source?.Frappe is null ? services.AddActions<EmbeddedChange>() : services.AddFrappeActions();

    private static IServiceCollection AddFiles(this IServiceCollection services, SiteOptions options) =>
        options.Site.Source?.Frappe is null ? services.AddFiles<EmbeddedFiles>() : services.AddFiles<FrappeFiles>();

    private static IServiceCollection AddSource(this IServiceCollection services, SiteOptions options) => options.Site.Source?.Frappe is { } frappe ? services.AddFrappe(frappe) : services;

    /// <summary>A site without a link keeps its documents to itself: there is no log that would be emptied, and nobody to sign in with.</summary>
    private static IServiceCollection AddHub(this IServiceCollection services, SiteOptions options) =>
        !options.IsLinked ? services : services.AddEnrolment().AddHubLink().AddPublications().AddActions(options).AddFiles(options).AddConversation(options).AddSignIn().AddSitePages(options).AddSiteConsole(options).AddSafety(_ => Safety(options)).AddSingleton<PublicationResync>().AddSingleton<ILinkResync>(static provider => provider.GetRequiredService<PublicationResync>());

    private static RoleSafety Safety(SiteOptions options) => new(
        options.Site.Url,
        RoleSafety.FileOf(options.Site.MasterKey, options.DataDirectory),
        [.. SampleSecrets.Of(options.Site, $"$.sites ({options.Site.Slug})")],
        () => [new Peer("the hub", options.HubUrl)]);
}
