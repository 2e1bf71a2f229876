using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Publications;
using SiteHub.Agent.Sources.Frappe.Conversation;
using SiteHub.Delivery.Workers;

namespace SiteHub.Agent.Conversation;

internal static class ConversationServices
{
    /// <summary>Behind the publications: a message on a document is told after the document.</summary>
    public static IServiceCollection AddConversation(this IServiceCollection services, SiteOptions options)
    {
        if (options.Site.Source?.Frappe is not null)
        {
            services.AddSingleton(static provider => new TalkTypes(provider.GetRequiredService<PublicationSet>())).AddSingleton<TalkIntake>().AddSingleton<TalkReads>().AddSingleton<FrappeMessages>().AddHostedService<TalkWorker>();
        }

        return services
        .AddSingleton<MessageRows>()
        .AddSingleton<MessageIntake>()
        .AddSingleton<SiteConversation>()
        .AddSingleton<MessageSignal>()
        .AddSingleton<IChangeFeed, ConversationFeed>()
        .AddWorkers()
        .AddHostedService<MessageRunner>();
    }
}
