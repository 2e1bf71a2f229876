using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Linking;
using SiteHub.Agent.Documents.Saving;
using SiteHub.Agent.Links;
using SiteHub.Delivery.Workers;

namespace SiteHub.Agent.Actions;

internal static class ActionServices
{
    /// <param name="services">the site's</param>
    /// <typeparam name="TEffect">where the documents live</typeparam>
    public static IServiceCollection AddActions<TEffect>(this IServiceCollection services)
        where TEffect : class, IActionEffect => services
        .AddSingleton<IActionEffect, TEffect>()
        .AddSingleton<ActionSet>()
        .AddSingleton<ActionProgress>()
        .AddSingleton<MemberTokenCheck>()
        .AddSingleton<ActionIntake>()
        .AddSingleton<ActionChecks>()
        .AddSingleton<SavingTogether>()
        .AddSingleton<ActionSignal>()
        .AddSingleton<HandlerPool>()
        .AddWorkers()
        .AddHostedService<ActionRunner>()
        .AddTransient<ActionJobs>()
        .AddHostedService<ActionJobs.Clock>();
}
