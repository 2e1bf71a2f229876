using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Enrolment;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Sending;
using SiteHub.Delivery.Tokens;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Agent.Links;

/// <summary>The site's one link, to its hub.</summary>
internal sealed class HubLink(SiteOptions site, SiteEnrolment enrolment, LinkRegistry registry, TimeProvider time)
{
    /// <summary>Makes the link what the configuration or the enrolment says.</summary>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        if (site.Site.Link is { } link)
        {
            var secrets = LinkSecrets.Derive(link.Secret, site.Site.Slug);
            await registry.Ensure(new LinkDefinition(site.Site.Slug, site.HubUrl, Ring(secrets.SiteToHub, null, null), Ring(secrets.HubToSite, null, null)), cancellationToken);
        }
        else if (enrolment.Current is { Revoked: null } trust)
        {
            await registry.Ensure(Define(site, trust, time.GetUtcNow()), cancellationToken);
        }
        else
        {
            await registry.Close(site.Site.Slug, cancellationToken);
        }
    }

    public static LinkDefinition Define(SiteOptions site, StoredEnrolment trust, DateTimeOffset now)
    {
        var present = LinkSecrets.Derive(new Secret(trust.Secret), site.Site.Slug);
        var former = trust.FormerSecret is { } secret && trust.FormerUntil > now ? LinkSecrets.Derive(new Secret(secret), site.Site.Slug) : null;
        return new LinkDefinition(
            site.Site.Slug, site.HubUrl, Ring(present.SiteToHub, former?.SiteToHub, trust.FormerUntil), Ring(present.HubToSite, former?.HubToSite, trust.FormerUntil), "enrolment");
    }

    private static SecretRing Ring(Secret present, Secret? former, DateTimeOffset? until) =>
        new([new RingSecret(SigningSecret.Parse(present.Reveal()), null), .. former is null ? Array.Empty<RingSecret>() : [new RingSecret(SigningSecret.Parse(former.Reveal()), until)]]);
}

internal static class HubLinkServices
{
    /// <summary>The role registers <see cref="ILinkApplier"/> and <see cref="ILinkHistory"/> itself, and applies <see cref="HubLink"/> at start, before the pumps run.</summary>
    public static IServiceCollection AddHubLink(this IServiceCollection services)
    {
        services.AddHttpClient(HubTokens.Client, c => c.Timeout = TimeSpan.FromSeconds(15))
            .ConfigurePrimaryHttpMessageHandler(static () =>
            {
                var handler = new GuardedConnection(NetworkGuard.Everything).CreateHandler();
                handler.ActivityHeadersPropagator = DistributedContextPropagator.Current;
                return handler;
            })
            .RemoveAllLoggers();
        return services
            .AddSingleton<RememberedTokens>()
            .AddSingleton<HubClient>()
            .AddSingleton<HubKeySet>()
            .AddSingleton<ILinkTokens, HubTokens>()
            .AddSingleton<ILinkGuard, HubGuard>()
            .AddSingleton<HubLink>()
            .AddLinks();
    }
}
