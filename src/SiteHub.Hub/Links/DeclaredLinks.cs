using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Identity;
using SiteHub.Hub.Storage;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Hub.Links;

/// <summary>Makes the links what the configuration says. Where nothing was changed since the last start, the rows say it all.</summary>
internal sealed class DeclaredLinks(HubOptions options, LinkRegistry registry, Database database, HubKeys keys)
{
    private const string Applied = "links.applied";

    public async Task Apply(CancellationToken cancellationToken)
    {
        var sites = options.Sites.Where(site => site.Link is not null).ToList();
        var fingerprint = Fingerprint(sites);
        if (database.Read(static session => RoleSettings.Get(session, Applied)) == fingerprint)
        {
            return;
        }

        foreach (var gone in registry.DeclaredBy("file").Except(sites.Select(site => site.Slug)))
        {
            await registry.Close(gone, cancellationToken);
        }

        // At once, so that they share commits.
        await Task.WhenAll(sites.Select(site => registry.Ensure(Define(site), cancellationToken)));
        await database.Writer.Write(session => RoleSettings.Put(session, Applied, fingerprint), cancellationToken);
    }

    private static LinkDefinition Define(SiteEntry site)
    {
        var secrets = LinkSecrets.Derive(site.Link!.Secret, site.Slug);
        return new LinkDefinition(site.Slug, site.Url, Ring(secrets.HubToSite), Ring(secrets.SiteToHub));
    }

    private static SecretRing Ring(Secret secret) => new(SigningSecret.Parse(secret.Reveal()));

    private string Fingerprint(IEnumerable<SiteEntry> sites)
    {
        var declared = sites.OrderBy(site => site.Slug, StringComparer.Ordinal).Select(site => new[] { site.Slug, site.Url.AbsoluteUri, site.Link!.Secret.Reveal() });
        return Convert.ToBase64String(HMACSHA256.HashData(keys.Comparison, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(declared))));
    }
}
