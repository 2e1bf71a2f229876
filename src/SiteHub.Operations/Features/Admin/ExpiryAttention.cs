using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Receiving;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Operations.Features.Admin;

/// <summary>Client certificates that end soon or have ended, and replaced secrets whose last hours run: whoever has not taken the new one fails then.</summary>
internal sealed class ExpiryAttention(WebhookRegistry webhooks, ReceiverRows receivers, TimeProvider time) : IAttention
{
    private static readonly TimeSpan CertificateNotice = TimeSpan.FromDays(14);
    private static readonly TimeSpan SecretNotice = TimeSpan.FromHours(6);

    public IEnumerable<Attention> Look()
    {
        var now = time.GetUtcNow();
        foreach (var webhook in webhooks.Definitions)
        {
            var page = $"/admin/webhooks/{webhook.Id}";
            foreach (var one in webhook.Authentication)
            {
                if (one is WebhookAuthentication.MutualTls { Pem: { } pem } && EndOf(pem) is { } end && end - now < CertificateNotice)
                {
                    yield return new Attention($"webhook:{webhook.Id}:certificate", "The client certificate of webhook {0} ends", webhook.Name, $"{AdminPage.Moment(end)} UTC", page, "Give it a new one", "certificate-expiring") { Sites = webhook.Sites };
                }
                else if (Ring(one) is { } ring && Retires(ring.Secrets.Select(static s => s.RetiresAt), now) is { } retires)
                {
                    yield return new Attention($"webhook:{webhook.Id}:secret:{retires.UtcTicks}", "The former secret of webhook {0} ends", webhook.Name, $"{AdminPage.Moment(retires)} UTC", page, "See that its receiver has the new one", "secret-expiring") { Sites = webhook.Sites };
                }
            }
        }

        foreach (var receiver in receivers.All)
        {
            if (Retires(receiver.Secrets.Select(static s => s.Until), now) is { } retires)
            {
                yield return new Attention($"receiver:{receiver.Id}:secret:{retires.UtcTicks}", "The former secret of receiver {0} ends", receiver.Name, $"{AdminPage.Moment(retires)} UTC", $"/admin/inbound/receivers/{receiver.Id}", "See that whoever sends has the new one", "secret-expiring") { Sites = receiver.Site is { } site ? [site] : [] };
            }
        }
    }

    private static SecretRing? Ring(WebhookAuthentication one) => one switch
    {
        WebhookAuthentication.V1 v1 => v1.Secrets,
        WebhookAuthentication.V1A v1a => v1a.Secrets,
        _ => null,
    };

    private static DateTimeOffset? Retires(IEnumerable<DateTimeOffset?> ends, DateTimeOffset now)
    {
        var next = ends.Where(end => end > now).Min();
        return next - now < SecretNotice ? next : null;
    }

    private static DateTimeOffset? EndOf(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.NotAfter.ToUniversalTime();
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
