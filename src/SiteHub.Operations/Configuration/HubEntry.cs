using System.Net;
using SiteHub.Delivery.Sending;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Configuration;

/// <param name="Url">How others reach the hub; the issuer of its tokens. Scheme, host and port only.</param>
/// <param name="Listen">What the web server binds, such as <c>http://localhost:5100</c> or <c>http://*:8080</c>.</param>
/// <param name="Name">What the portal calls itself.</param>
/// <param name="Database">The SQLite file; a relative path is meant from the role's data folder.</param>
/// <param name="MasterKey">32 bytes as base64; null: `up`, and a role on loopback, keep one in the data folder.</param>
/// <param name="AllowNetworks">Private networks that the hub may send to. Empty: loopback, and only if <see cref="Url"/> is loopback.</param>
/// <param name="TrustedProxies">Whose X-Forwarded-* headers are believed.</param>
public sealed record HubEntry(
    Uri Url,
    string Listen,
    string Name,
    string Database,
    Secret? MasterKey,
    IReadOnlyList<AllowedNetwork> AllowNetworks,
    IReadOnlyList<IPNetwork> TrustedProxies,
    IReadOnlyList<ClientEntry> Clients)
{
    /// <summary>Private networks from which plain http is answered, where <see cref="Url"/> is plain http. Empty: this machine alone.</summary>
    public IReadOnlyList<IPNetwork> PlainHttpFrom { get; init; } = [];

    /// <summary>Where each value that was given came from, by its path: <c>file</c>, <c>env NAME</c> or <c>file PATH</c>. What is not here is a default.</summary>
    public IReadOnlyDictionary<string, string> Origins { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<WebhookDefinition> Webhooks { get; init; } = [];

    /// <summary>How the hub's pages look.</summary>
    public LookEntry Look { get; init; } = LookEntry.Plain;

    /// <summary>By which server mail is sent; null: it is kept, and under `up` shown at /dev/mailbox.</summary>
    public MailEntry? Mail { get; init; }

    /// <summary>Other identity providers, by which people may sign in here.</summary>
    public IReadOnlyList<UpstreamEntry> Upstreams { get; init; } = [];

    /// <summary>Names besides that of <see cref="Url"/> under which the hub is called.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Jobs are kept in memory rather than in a file: their history ends with the process.</summary>
    public bool JobsInMemory { get; init; }

    /// <summary>Anybody may ask for an account; an operator says yes or no.</summary>
    public bool SelfRegistration { get; init; }
}
