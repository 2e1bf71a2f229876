using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Tokens;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Agent.Links;

/// <summary>The site's one link, to its hub.</summary>
internal sealed class HubLink(SiteOptions site, LinkRegistry registry)
{
    /// <summary>Makes the link what the configuration says; without a secret there is none, and documents are not logged for it.</summary>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        if (site.Site.Link is not { } link)
        {
            return;
        }

        var secrets = LinkSecrets.Derive(link.Secret, site.Site.Slug);
        await registry.Ensure(new LinkDefinition(site.Site.Slug, site.HubUrl, Ring(secrets.SiteToHub), Ring(secrets.HubToSite)), cancellationToken);
    }

    private static SecretRing Ring(Secret secret) => new([new RingSecret(SigningSecret.Parse(secret.Reveal()), null)]);
}

internal static class HubLinkServices
{
    /// <summary>The role registers <see cref="ILinkApplier"/> and <see cref="ILinkHistory"/> itself, and applies <see cref="HubLink"/> at start, before the pumps run.</summary>
    public static IServiceCollection AddHubLink(this IServiceCollection services)
    {
        services.AddHttpClient(HubTokens.Client, c => c.Timeout = TimeSpan.FromSeconds(15))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
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
