using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Links;

namespace SiteHub.Hub.Files;

internal static class FileServices
{
    public static IServiceCollection AddFiles(this IServiceCollection services) => services
        .AddSingleton<FilePlaces>()
        .AddSingleton<SiteFiles>()
        .AddSingleton<HeldFiles>()
        .AddTransient<HeldFileJobs>()
        .AddHostedService<HeldFileJobs.Clock>()
        .AddSingleton<ILinkQuestions, HubQuestions>();
}
