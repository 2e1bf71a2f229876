using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Identity;

/// <summary>What the identity provider needs to know of the configuration.</summary>
/// <param name="Issuer">the hub's public address</param>
/// <param name="Clients">the programs that the configuration declares, the sites' among them</param>
/// <param name="PrivateNetwork">the configuration names networks that are private to the hub and its sites</param>
internal sealed record IdentityOptions(Uri Issuer, IReadOnlyList<DeclaredClient> Clients, bool PrivateNetwork)
{
    public static IdentityOptions Of(HubOptions options) =>
        new(options.Hub.Url, [.. Programs(options.Hub), .. Sites(options)], options.Hub.AllowNetworks.Count > 0);

    /// <summary>Tokens over plain HTTP only where nobody can listen: on this machine, or on a network that the configuration names as its own.</summary>
    public bool AllowsPlainHttp => Issuer.IsLoopback || (Issuer.Scheme == Uri.UriSchemeHttp && PrivateNetwork);

    private static IEnumerable<DeclaredClient> Programs(HubEntry hub) =>
        hub.Clients.Select(client => new DeclaredClient(client.Id, client.Secret, client.Scopes));

    private static IEnumerable<DeclaredClient> Sites(HubOptions options) =>
        from site in options.Sites
        where site.Link is not null
        select new DeclaredClient(HubScopes.SiteClient(site.Slug), site.Link!.ClientSecret, [HubScopes.Link]);
}

/// <param name="Id">the client id</param>
/// <param name="Secret">its secret in clear; only a hash of it is stored</param>
/// <param name="Scopes">what its tokens may permit</param>
internal sealed record DeclaredClient(string Id, Secret Secret, IReadOnlyList<string> Scopes);
