using System.Text.Json.Serialization;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Identity;

/// <summary>What the identity provider needs to know of the configuration.</summary>
/// <param name="Issuer">the hub's public address</param>
/// <param name="Clients">the programs that the configuration declares, the sites' among them</param>
internal sealed record ProviderOptions(Uri Issuer, IReadOnlyList<DeclaredClient> Clients)
{
    public static ProviderOptions Of(HubOptions options) =>
        new(options.Hub.Url, [.. Programs(options.Hub), .. Sites(options)]);

    /// <summary>Whom the transport guard lets in without TLS gets tokens without it.</summary>
    public bool AllowsPlainHttp => Issuer.Scheme == Uri.UriSchemeHttp;

    private static IEnumerable<DeclaredClient> Programs(HubEntry hub) =>
        hub.Clients.Select(static client => new DeclaredClient(client.Id, client.Name ?? client.Id, client.Secret, client.Scopes)
        {
            FormerSecret = client.FormerSecret,
            Keys = client.Keys,
            KeysUri = client.KeysUri,
            SignIn = client.SignIn is { } s ? new SignInClient(s.RedirectUris, s.PostLogoutRedirectUris, s.BackchannelLogoutUri, s.Scopes, s.FirstParty, ProofKey: !s.Frappe) { Site = s.Site, IdTokenAlgorithm = s.IdTokenAlgorithm } : null,
        });

    private static IEnumerable<DeclaredClient> Sites(HubOptions options) =>
        from site in options.Sites
        where site.Link is not null
        select DeclaredClient.OfSite(site.Slug, site.Name, site.Url, site.Link!.ClientSecret);
}

/// <param name="Id">the client id</param>
/// <param name="Name">what people are told that they sign in to</param>
/// <param name="Secret">its secret in clear, of which only a hash is stored; null: it proves itself by a key</param>
/// <param name="Scopes">what its own tokens may permit</param>
internal sealed record DeclaredClient(string Id, string Name, Secret? Secret, IReadOnlyList<string> Scopes)
{
    /// <summary>Taken beside the present one; null: none.</summary>
    public Secret? FormerSecret { get; init; }

    /// <summary>The public keys by which it shows itself, as a JSON Web Key Set; null: none that are declared.</summary>
    public string? Keys { get; init; }

    /// <summary>Where its keys are instead; null: they stand in the file, or it has none.</summary>
    public Uri? KeysUri { get; init; }

    /// <summary>How people sign in to it; null: it is a program only.</summary>
    public SignInClient? SignIn { get; init; }

    public static DeclaredClient OfSite(string slug, string name, Uri url, Secret? secret) => new(HubScopes.SiteClient(slug), name, secret, [HubScopes.Link])
    {
        SignIn = new SignInClient([new Uri(url, "signin-oidc")], [new Uri(url, "signout-callback-oidc")], new Uri(url, "backchannel-logout"), HubScopes.ForPeople, FirstParty: true, ProofKey: true),
    };
}

/// <param name="RedirectUris">where a code may be sent, compared exactly</param>
/// <param name="PostLogoutRedirectUris">where a browser may be sent after it was signed out, compared exactly</param>
/// <param name="BackchannelLogoutUri">where it is told that a session has ended; null: it is not</param>
/// <param name="Scopes">what a person's token may permit there</param>
/// <param name="FirstParty">one of the group's own: nobody is asked for consent</param>
/// <param name="ProofKey">PKCE is required</param>
internal sealed record SignInClient(IReadOnlyList<Uri> RedirectUris, IReadOnlyList<Uri> PostLogoutRedirectUris, Uri? BackchannelLogoutUri, IReadOnlyList<string> Scopes, bool FirstParty, bool ProofKey)
{
    /// <summary>It is this site's ERP; null: it is none's. Left out of a client's fingerprint where there is none: tokens given before outlive an upgrade.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Site { get; init; }

    /// <summary>By which its ID tokens are signed; null: ES256.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IdTokenAlgorithm { get; init; }
}
