using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Actions;
using SiteHub.Agent.Sources.Frappe.Actions;
using SiteHub.Agent.Sources.Frappe.Authorization;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Files;
using SiteHub.Agent.Sources.Frappe.Hints;
using SiteHub.Agent.Sources.Frappe.Joining;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Agent.Sources.Frappe.People;
using SiteHub.Agent.Sources.Frappe.Reading;
using SiteHub.Agent.Sources.Frappe.Sweeping;
using SiteHub.Delivery.Workers;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Agent.Sources.Frappe;

/// <summary>A site whose documents live in Frappe or ERPNext: they are mirrored into the tables of a site that keeps its own, and told of from there.</summary>
internal static class FrappeServices
{
    public static IServiceCollection AddFrappe(this IServiceCollection services, FrappeEntry entry)
    {
        services.AddWorkers();
        if (entry.OAuth is not null || entry.Members is not null)
        {
            services.AddHostedService<SourceAuthorizationClock>();
        }

        return services
            .AddSingleton(entry)
            .AddSingleton(provider => new RequestBudget(entry.Budget, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<FrappeOAuth>()
            .AddSingleton<SourceTokenRows>()
            .AddSingleton<SourceTokens>()
            .AddSingleton<EndedTokens>()
            .AddSingleton<SourceConnection>()
            .AddSingleton<ActingUser>()
            .AddTransient<SourceAuthorizationJobs>()
            .AddSingleton<IAttention, SourceAttention>()
            .AddSingleton<SourceKey>()
            .AddSingleton<FrappeClient>()
            .AddSingleton<SourceStanding>()
            .AddSingleton<SiteClock>()
            .AddSingleton<MirroredTypes>()
            .AddSingleton<MirrorSaves>()
            .AddSingleton<MirrorIntake>()
            .AddSingleton<Renames>()
            .AddSingleton<Progress>()
            .AddSingleton<ReadSignal>()
            .AddSingleton<PendingReads>()
            .AddSingleton<GatheredRead>()
            .AddSingleton<DeletedDocuments>()
            .AddSingleton<SourceRights>()
            .AddSingleton<MissingDocuments>()
            .AddSingleton<PendingRound>()
            .AddSingleton<Sweep>()
            .AddSingleton<Comparison>()
            .AddSingleton<HintSecrets>()
            .AddSingleton<JoiningFactory>()
            .AddSingleton<FrappePeople>()
            .AddSingleton<PersonSync>()
            .AddHostedService<PeopleWorker>()
            .AddHostedService<ReadWorker>()
            .AddHostedService<SweepWorker>();
    }

    /// <summary>What members ask for is done there; a site without a link is asked for nothing.</summary>
    public static IServiceCollection AddFrappeActions(this IServiceCollection services) => services
        .AddSingleton<GivenFiles>()
        .AddSingleton<SiteTimes>()
        .AddSingleton<StepCall>()
        .AddSingleton<StepLookup>()
        .AddActions<FrappeEffect>();

    public static void MapFrappe(this IEndpointRouteBuilder routes)
    {
        routes.MapHints();
        routes.MapSource();
    }
}
