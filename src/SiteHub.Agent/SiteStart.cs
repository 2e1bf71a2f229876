using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SiteHub.Agent.Files;
using SiteHub.Agent.Links;
using SiteHub.Agent.People;
using SiteHub.Agent.Publications;
using SiteHub.Agent.Storage;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Webhooks;

namespace SiteHub.Agent;

/// <summary>What must be done before anything else: it is the first hosted service, and the web server is the last.</summary>
internal sealed class SiteStart(Schema<SiteDbContext> schema, DeclaredUsers users, KnownKeys keys, WebhookStart webhooks, SiteOptions options, IServiceProvider services) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await schema.Ensure(cancellationToken);
        await services.GetRequiredService<Database>().Writer.Write(FileRows.Tidy, cancellationToken);

        // There is none where the configuration names no link.
        if (services.GetService<HubLink>() is { } hub)
        {
            await hub.ApplyAsync(cancellationToken);
            await services.GetRequiredService<PublicationStart>().Apply(cancellationToken);
        }
        else
        {
            await PublicationStart.Unlinked(services.GetRequiredService<Database>(), cancellationToken);
        }

        // Before the seed, which is told like any other save.
        await webhooks.Apply(options.Site.Webhooks, cancellationToken);
        await users.Apply(cancellationToken);
        await keys.Load(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
