using Microsoft.Extensions.DependencyInjection;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Conversation;
using SiteHub.Hub.Features.Documents;
using SiteHub.Hub.Live;
using SiteHub.Hub.Notifications;

namespace SiteHub.Hub.Customers;

/// <summary>What the portal is made of: who belongs to whom, what they may ask for, and what open pages are told.</summary>
internal static class CustomerServices
{
    public static IServiceCollection AddPortal(this IServiceCollection services) => services
        .AddSingleton<CustomerSignal>()
        .AddSingleton<CustomerRows>()
        .AddScoped<MemberInvitations>()
        .AddSingleton<ActionCatalogue>()
        .AddSingleton<DocumentWords>()
        .AddSingleton<ActionRights>()
        .AddSingleton<ActionRequests>()
        .AddSingleton<ActionStanding>()
        .AddSingleton<MessageSeal>()
        .AddSingleton<MessageRights>()
        .AddSingleton<MessageWriting>()
        .AddSingleton<MessageStanding>()
        .AddSingleton<NotificationMail>()
        .AddSingleton<NotificationRows>()
        .AddSingleton<NotificationPump>()
        .AddHostedService(static provider => provider.GetRequiredService<NotificationPump>())
        .AddTransient<NotificationJobs>()
        .AddHostedService<NotificationJobs.Clock>()
        .AddSingleton<LiveFeed>()
        .AddHostedService(static provider => provider.GetRequiredService<LiveFeed>());
}
