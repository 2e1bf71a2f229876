using SiteHub.Delivery.Sending;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Configuration.Reading;

/// <summary>
/// The secrets of the sample are known to everybody who can read this repository; each has the word "sample" in it.
/// They will do where only this machine can reach the role, and nowhere else.
/// </summary>
public static class SampleSecrets
{
    /// <returns>the paths of those that stand in the hub's entry</returns>
    public static IEnumerable<string> Of(HubEntry hub)
    {
        ArgumentNullException.ThrowIfNull(hub);
        const string Path = "$.hub";
        return Sample(
        [
            (hub.MasterKey, $"{Path}.masterKey"),
            .. hub.Clients.Index().SelectMany(static c => new[] { (c.Item.Secret, $"{Path}.clients[{c.Index}].secret"), (c.Item.FormerSecret, $"{Path}.clients[{c.Index}].formerSecret") }),
            .. Webhooks(hub.Webhooks, Path),
        ]);
    }

    /// <param name="site">as the site itself sees it, or the hub</param>
    /// <param name="path">where its entry stands</param>
    /// <returns>the paths of those that stand in it</returns>
    public static IEnumerable<string> Of(SiteEntry site, string path)
    {
        ArgumentNullException.ThrowIfNull(site);
        return Sample(
        [
            (site.Link?.Secret, $"{path}.link.secret"),
            (site.Link?.ClientSecret, $"{path}.link.clientSecret"),
            (site.MasterKey, $"{path}.masterKey"),
            (site.Source?.Frappe?.Key?.Secret, $"{path}.source.auth.secret"),
            (site.Source?.Frappe?.OAuth?.ClientSecret, $"{path}.source.auth.clientSecret"),
            .. site.Users.Index().Select(u => (u.Item.ApiKey?.Secret, $"{path}.users[{u.Index}].apiKey.secret")),
            .. Webhooks(site.Webhooks, path),
        ]);
    }

    internal static void Refuse(HubEntry? hub, IReadOnlyList<Placed<SiteEntry>> sites, ReadContext context)
    {
        if (hub is { Url.IsOfThisMachine: false })
        {
            Refuse(Of(hub), hub.Url, context);
        }

        foreach (var (site, path) in sites)
        {
            if (!site.Url.IsOfThisMachine || hub is { Url.IsOfThisMachine: false })
            {
                Refuse(Of(site, path), site.Url.IsOfThisMachine ? hub!.Url : site.Url, context);
            }
        }
    }

    private static void Refuse(IEnumerable<string> paths, Uri url, ReadContext context)
    {
        foreach (var path in paths)
        {
            context.Fault(path, $"is a sample secret, which everybody knows, while {url} can be reached from outside; make one with: openssl rand -hex 24");
        }
    }

    private static IEnumerable<(Secret?, string)> Webhooks(IReadOnlyList<WebhookDefinition> webhooks, string path) =>
        webhooks.Index().SelectMany(w => WebhookSecrets.Of(w.Item).Select(secret => ((Secret?)new Secret(secret), $"{path}.webhooks[{w.Index}]")));

    private static IEnumerable<string> Sample(IEnumerable<(Secret? Secret, string Path)> secrets) =>
        secrets.Where(static s => s.Secret?.Reveal().Contains("sample", StringComparison.OrdinalIgnoreCase) == true).Select(static s => s.Path);
}
