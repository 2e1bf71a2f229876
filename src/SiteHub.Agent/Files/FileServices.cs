using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Links;

namespace SiteHub.Agent.Files;

internal static class FileServices
{
    /// <typeparam name="TFiles">where the documents live</typeparam>
    public static IServiceCollection AddFiles<TFiles>(this IServiceCollection services)
        where TFiles : class, IDocumentFiles => services
        .AddSingleton<FileRows>()
        .AddSingleton<PrintPage>()
        .AddSingleton<RequestFiles>()
        .AddSingleton<IDocumentFiles, TFiles>()
        .AddSingleton<ILinkQuestions, FileQuestions>();
}
