using System.Text.Json.Nodes;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Identity;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Enrolment;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Hub.Enrolment;

/// <summary>
/// Makes a site trusted, renews what it is trusted by, and ends the trust. The row comes first; client and link follow from it, and following
/// twice changes nothing, so that whoever repeats a step after a crash gets to the same end.
/// </summary>
internal sealed class Enrolling(Database database, SecretBox box, EnrolmentCodes codes, SiteClients clients, LinkRegistry links, ProviderOptions identity, AuditTrail audit, TimeProvider time)
{
    /// <summary>How long a replaced key and secret are taken.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    public const string Origin = "enrolment";

    /// <returns>null: the code is not good</returns>
    public async Task<EnrolmentAnswer?> Enrol(EnrolmentRequest request, Actor by, CancellationToken cancellationToken)
    {
        var trust = await database.Writer.Write(
            session =>
            {
                if (codes.Use(session, request.Code, request.Key) is not { } site)
                {
                    audit.Append(session, new AuditEntry(by, "site.enrolment_refused", null) { Outcome = AuditEntry.Refused });
                    return null;
                }

                // The same key again: the site did not get the answer.
                var before = SiteTrust.Find(session, box, site);
                if (before?.Revoked is null && before?.Knows(request.Key) == true)
                {
                    return before;
                }

                // Whoever had the old key and secret has nothing any more: that is what enrolling again is for. The link's history stays.
                var fresh = new SiteTrust(site, [new TrustedKey(request.Key, null)], NewSecret(), null, null, time.GetUtcNow(), null, null);
                fresh.Save(session, box);
                audit.Append(session, new AuditEntry(by, "site.enrolled", site) { Details = new JsonObject { ["key"] = request.Key.Kid } });
                return fresh;
            },
            cancellationToken);
        if (trust is null)
        {
            return null;
        }

        await Follow(trust, cancellationToken);
        return new EnrolmentAnswer(trust.Site, identity.Issuer, HubScopes.SiteClient(trust.Site), trust.Secret);
    }

    /// <summary>Asked for by the site itself, with its token and its signature. Repeated with the same key, it gives the same answer.</summary>
    /// <returns>null: the site is not enrolled, or knows another key by that name</returns>
    public async Task<EnrolmentAnswer?> Rotate(string site, PublicKey next, Actor by, CancellationToken cancellationToken)
    {
        var trust = await database.Writer.Write(
            session =>
            {
                if (SiteTrust.Find(session, box, site) is not { Revoked: null } before)
                {
                    return null;
                }

                if (before.Knows(next))
                {
                    return before;
                }

                // A name that stood for two keys would let each pass for the other wherever only the name is looked at.
                if (before.Keys.Any(k => k.Key.Kid == next.Kid))
                {
                    return null;
                }

                var now = time.GetUtcNow();
                var kept = before.Keys.Where(k => k.Until is null || k.Until > now).Select(k => k with { Until = k.Until ?? now + Overlap });
                var after = before with { Keys = [new TrustedKey(next, null), .. kept], Secret = NewSecret(), FormerSecret = before.Secret, FormerUntil = now + Overlap, Rotated = now };
                after.Save(session, box);
                audit.Append(session, new AuditEntry(by, "site.rotated", site) { Details = new JsonObject { ["key"] = next.Kid } });
                return after;
            },
            cancellationToken);
        if (trust is null)
        {
            return null;
        }

        await Follow(trust, cancellationToken);
        return new EnrolmentAnswer(trust.Site, identity.Issuer, HubScopes.SiteClient(trust.Site), trust.Secret);
    }

    /// <summary>From at once the site gets no token, its tokens are worth nothing, and nothing goes either way on its link.</summary>
    /// <returns>false: there is no such site, or it is not enrolled</returns>
    public async Task<bool> Revoke(string site, Actor by, CancellationToken cancellationToken)
    {
        var found = await database.Writer.Write(
            session =>
            {
                if (session.Execute("UPDATE enrolment SET revoked = $2, code_hash = NULL WHERE site = $1 AND secret IS NOT NULL AND revoked IS NULL", site, time.GetUtcNow()) == 0)
                {
                    return SiteTrust.Find(session, box, site) is not null;
                }

                audit.Append(session, new AuditEntry(by, "site.revoked", site));
                return true;
            },
            cancellationToken);
        if (found)
        {
            await clients.Disable(site, by, cancellationToken);
            await links.Close(site, cancellationToken);
        }

        return found;
    }

    /// <summary>At the start, for what a crash left between the row and what follows from it, and for keys whose day is over.</summary>
    public async Task FollowAll(CancellationToken cancellationToken)
    {
        foreach (var site in database.Read(static session => session.Many("SELECT site FROM enrolment WHERE secret IS NOT NULL", static row => row.Text(0))))
        {
            if (database.Read(session => SiteTrust.Find(session, box, site)) is { } trust)
            {
                if (trust.Revoked is null)
                {
                    await Follow(trust, cancellationToken);
                }
                else
                {
                    await links.Close(site, cancellationToken);
                    await clients.EnsureDisabled(site, cancellationToken);
                }
            }
        }
    }

    private async Task Follow(SiteTrust trust, CancellationToken cancellationToken)
    {
        var (name, url) = database.Read(session => session.One("SELECT name, url FROM site WHERE slug = $1", static row => (row.Text(0), new Uri(row.Text(1))), trust.Site));
        await clients.Save(trust, name, url, cancellationToken);
        var now = LinkSecrets.Derive(new Secret(trust.Secret), trust.Site);
        var former = trust.FormerSecret is { } secret && trust.FormerUntil > time.GetUtcNow() ? LinkSecrets.Derive(new Secret(secret), trust.Site) : null;
        await links.Ensure(
            new LinkDefinition(trust.Site, url, Ring(now.HubToSite, former?.HubToSite, trust.FormerUntil), Ring(now.SiteToHub, former?.SiteToHub, trust.FormerUntil), Origin), cancellationToken);
    }

    private static SecretRing Ring(Secret now, Secret? former, DateTimeOffset? until) =>
        new([new RingSecret(SigningSecret.Parse(now.Reveal()), null), .. former is null ? Array.Empty<RingSecret>() : [new RingSecret(SigningSecret.Parse(former.Reveal()), until)]]);

    private static string NewSecret() => LinkSecrets.Generate().Reveal();
}
