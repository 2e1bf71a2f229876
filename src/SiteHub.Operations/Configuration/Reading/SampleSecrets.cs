using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Configuration.Reading;

/// <summary>
/// The secrets of the sample are known to everybody who can read this repository; each has the word "sample" in it.
/// They will do where only this machine can reach the role, and nowhere else.
/// </summary>
internal static class SampleSecrets
{
    public static void Refuse(HubEntry? hub, IReadOnlyList<Placed<SiteEntry>> sites, ReadContext context)
    {
        if (hub is { Url.IsLoopback: false })
        {
            Check(hub.MasterKey, "$.hub.masterKey", hub.Url, context);
            foreach (var (index, client) in hub.Clients.Index())
            {
                Check(client.Secret, $"$.hub.clients[{index}].secret", hub.Url, context);
                Check(client.FormerSecret, $"$.hub.clients[{index}].formerSecret", hub.Url, context);
            }

            Check(hub.Webhooks, "$.hub", hub.Url, context);
        }

        foreach (var (site, path) in sites)
        {
            if (site.Url.IsLoopback && hub is not { Url.IsLoopback: false })
            {
                continue;
            }

            var url = site.Url.IsLoopback ? hub!.Url : site.Url;
            Check(site.Link?.Secret, $"{path}.link.secret", url, context);
            Check(site.Link?.ClientSecret, $"{path}.link.clientSecret", url, context);
            Check(site.MasterKey, $"{path}.masterKey", url, context);
            foreach (var (index, user) in site.Users.Index())
            {
                Check(user.ApiKey?.Secret, $"{path}.users[{index}].apiKey.secret", url, context);
            }

            Check(site.Webhooks, path, url, context);
        }
    }

    private static void Check(IReadOnlyList<WebhookDefinition> webhooks, string path, Uri url, ReadContext context)
    {
        foreach (var (index, webhook) in webhooks.Index())
        {
            foreach (var secret in WebhookSecrets.Of(webhook))
            {
                Check(new Secret(secret), $"{path}.webhooks[{index}]", url, context);
            }
        }
    }

    private static void Check(Secret? secret, string path, Uri url, ReadContext context)
    {
        if (secret?.Reveal().Contains("sample", StringComparison.OrdinalIgnoreCase) == true)
        {
            context.Fault(path, $"is a sample secret, which everybody knows, while {url} can be reached from outside; make one with: openssl rand -hex 24");
        }
    }
}
