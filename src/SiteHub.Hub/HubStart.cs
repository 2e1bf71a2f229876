using Microsoft.Extensions.Hosting;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Enrolment;
using SiteHub.Hub.Features.Sites;
using SiteHub.Hub.Files;
using SiteHub.Hub.Identity;
using SiteHub.Hub.Links;
using SiteHub.Hub.People;
using SiteHub.Hub.Storage;
using SiteHub.Operations.Webhooks;

namespace SiteHub.Hub;

/// <summary>What must be done before the first request: it is the first hosted service, and the web server is the last.</summary>
internal sealed class HubStart(Schema<HubDbContext> schema, HubKeys keys, DeclaredClients clients, DeclaredSites sites, DeclaredLinks links, WebhookStart webhooks, PeopleStart people, Enrolling enrolling, HubOptions options, Database database, TimeProvider time) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await schema.Ensure(cancellationToken);
        await database.Writer.Write(session => HeldFiles.Tidy(session, time.GetUtcNow(), isStart: true), cancellationToken);
        await database.Writer.Write(CustomerRows.Fold, cancellationToken);
        await keys.Load(cancellationToken);
        await clients.Apply(cancellationToken);
        await sites.Apply(cancellationToken);
        await links.Apply(cancellationToken);
        await enrolling.FollowAll(cancellationToken);
        await people.Apply();
        await webhooks.Apply(options.Hub.Webhooks, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
