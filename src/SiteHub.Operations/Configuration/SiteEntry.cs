using System.Net;
using SiteHub.Delivery.Sending;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Configuration;

/// <param name="Slug">The site's name in addresses, tables and on its link: a-z, 0-9 and hyphens, up to 40 characters.</param>
/// <param name="Url">How the hub and browsers reach the site. Scheme, host and port only.</param>
/// <param name="Listen">What the web server binds, such as <c>http://localhost:5101</c>.</param>
/// <param name="Database">The SQLite file; a relative path is meant from the role's data folder.</param>
/// <param name="MasterKey">32 bytes as base64; null: `up`, and a role on loopback, keep one in the data folder.</param>
/// <param name="Source">Where the documents are. Null as the hub sees a site.</param>
/// <param name="Roles">The names of the roles that users and permissions may use.</param>
/// <param name="Link">Null: `up` makes the secrets at first start and keeps them in the data folder.</param>
public sealed record SiteEntry(
    string Slug,
    string Name,
    Uri Url,
    string Listen,
    string Database,
    Secret? MasterKey,
    SourceEntry? Source,
    IReadOnlyList<UserEntry> Users,
    IReadOnlyList<string> Roles,
    IReadOnlyList<PublicationEntry> Publications,
    LinkEntry? Link)
{
    /// <summary>Private networks that the site's webhooks may send to. Empty: loopback, and only if <see cref="Url"/> is loopback.</summary>
    public IReadOnlyList<AllowedNetwork> AllowNetworks { get; init; } = [];

    /// <summary>Whose X-Forwarded-* headers are believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Private networks from which plain http is answered, where <see cref="Url"/> is plain http. Empty: this machine alone.</summary>
    public IReadOnlyList<IPNetwork> PlainHttpFrom { get; init; } = [];

    public IReadOnlyList<WebhookDefinition> Webhooks { get; init; } = [];

    /// <summary>What the hub's members may do here.</summary>
    public IReadOnlyList<ActionEntry> Actions { get; init; } = [];

    /// <summary>Jobs are kept in memory rather than in a file: their history ends with the process.</summary>
    public bool JobsInMemory { get; init; }

    public SignInEntry SignIn { get; init; } = SignInEntry.Default;

    public ReceivingEntry Receiving { get; init; } = ReceivingEntry.Default;

    /// <summary>How far the token reaches at the hub that a member is given for this site.</summary>
    public MemberTokens MemberTokens { get; init; } = MemberTokens.ThisSite;

    /// <summary>Names besides that of <see cref="Url"/> under which the site is called.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
}

/// <param name="Secret">
/// <c>whsec_…</c>, the same at the hub and at the site; <see cref="LinkSecrets"/> makes the two directional secrets of it.
/// </param>
/// <param name="ClientSecret">With which the site, as client <c>site-{slug}</c>, fetches its tokens at the hub.</param>
public sealed record LinkEntry(Secret Secret, Secret ClientSecret);
