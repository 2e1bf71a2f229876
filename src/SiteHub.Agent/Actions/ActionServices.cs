using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Linking;
using SiteHub.Agent.Documents.Saving;
using SiteHub.Delivery.Workers;

namespace SiteHub.Agent.Actions;

internal static class ActionServices
{
    public static IServiceCollection AddActions(this IServiceCollection services) => services
        .AddSingleton<ActionSet>()
        .AddSingleton<ActionProgress>()
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
