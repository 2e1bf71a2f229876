using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Documents;
using SiteHub.Delivery.Workers;

namespace SiteHub.Agent.Conversation;

internal static class ConversationServices
{
    /// <summary>Behind the publications: a message on a document is told after the document.</summary>
    public static IServiceCollection AddConversation(this IServiceCollection services) => services
        .AddSingleton<MessageRows>()
        .AddSingleton<MessageIntake>()
        .AddSingleton<SiteConversation>()
        .AddSingleton<MessageSignal>()
        .AddSingleton<IChangeFeed, ConversationFeed>()
        .AddWorkers()
        .AddHostedService<MessageRunner>();
}
