namespace SiteHub.Operations.Configuration;

/// <summary>Another identity provider, by which people may sign in at the hub.</summary>
/// <param name="Id">in addresses: a-z, 0-9 and hyphens</param>
/// <param name="Name">on the button</param>
/// <param name="Issuer">as its tokens name it</param>
/// <param name="ClientSecret">null: it has a key</param>
/// <param name="EmailDomains">whoever types an address of these is sent there; a Frappe site is believed for addresses of these alone</param>
/// <param name="TrustEmail">what it says is a verified address is one here</param>
/// <param name="CreatePeople">whoever comes without an account is given one</param>
/// <param name="RolesClaim">the claim that <paramref name="Roles"/> are read from</param>
/// <param name="Roles">by the claim's value, what it gives: a hub's role, or <c>site: role</c></param>
public sealed record UpstreamEntry(
    string Id,
    string Name,
    UpstreamKind Kind,
    Uri Issuer,
    string ClientId,
    Secret? ClientSecret,
    IReadOnlyList<string> EmailDomains,
    bool TrustEmail,
    bool CreatePeople,
    IReadOnlyList<string> Scopes,
    string RolesClaim,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Roles)
{
    /// <summary>In PEM: the hub shows itself there by a signed token, and not by a secret; null: by the secret.</summary>
    public Secret? PrivateKey { get; init; }

    /// <summary>Under which the provider knows the key; null where it knows but one.</summary>
    public string? KeyId { get; init; }
}

public enum UpstreamKind
{
    /// <summary>OpenID Connect, with discovery.</summary>
    OpenIdConnect,

    /// <summary>A Frappe site: no usable discovery, ID tokens under the client's secret, no email_verified.</summary>
    Frappe,
}
