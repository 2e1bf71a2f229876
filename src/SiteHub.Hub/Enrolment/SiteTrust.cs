using System.Text.Json;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Enrolment;

namespace SiteHub.Hub.Enrolment;

/// <summary>What the hub and an enrolled site know each other by.</summary>
/// <param name="Keys">the site's public keys; the one without an end is the present one</param>
/// <param name="Secret">of the link, in clear</param>
/// <param name="FormerSecret">still taken until <paramref name="FormerUntil"/></param>
internal sealed record SiteTrust(
    string Site, IReadOnlyList<TrustedKey> Keys, string Secret, string? FormerSecret, DateTimeOffset? FormerUntil, DateTimeOffset? Enrolled, DateTimeOffset? Rotated, DateTimeOffset? Revoked)
{
    public static SiteTrust? Find(Session session, SecretBox box, string site) => session.One(
        "SELECT site, keys, secret, former_secret, former_until, enrolled, rotated, revoked FROM enrolment WHERE site = $1 AND secret IS NOT NULL",
        row => new SiteTrust(
            row.Text(0),
            JsonSerializer.Deserialize<List<TrustedKey>>(row.Text(1))!,
            box.Unprotect(Purpose(site), row.Text(2)),
            row.TextOrNull(3) is { } former ? box.Unprotect(Purpose(site), former) : null,
            row.TimeOrNull(4),
            row.TimeOrNull(5),
            row.TimeOrNull(6),
            row.TimeOrNull(7)),
        site);

    public bool Knows(PublicKey key) => Keys.Any(known => known.Key.Thumbprint() == key.Thumbprint());

    public void Save(Session session, SecretBox box) => session.Execute(
        """
        UPDATE enrolment SET keys = $2, secret = $3, former_secret = $4, former_until = $5, enrolled = $6, rotated = $7, revoked = $8 WHERE site = $1
        """,
        Site,
        JsonSerializer.Serialize(Keys),
        box.Protect(Purpose(Site), Secret),
        FormerSecret is null ? null : box.Protect(Purpose(Site), FormerSecret),
        FormerUntil,
        Enrolled,
        Rotated,
        Revoked);

    private static string Purpose(string site) => $"link secret of site {site}";
}

/// <param name="Until">null: the present one</param>
internal sealed record TrustedKey(PublicKey Key, DateTimeOffset? Until);
