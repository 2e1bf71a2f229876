using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Enrolment;

namespace SiteHub.Hub.Identity;

/// <summary>The enrolled sites' clients in memory, with their keys ready to verify. Forgotten whenever one of them changes.</summary>
internal sealed class EnrolledClients(Database database, SecretBox box)
{
    private readonly ConcurrentDictionary<string, EnrolledClient> _known = new(StringComparer.Ordinal);

    /// <returns>null: there is no such client that may have a token by a key. That is not remembered: anybody can invent names</returns>
    public EnrolledClient? Find(string clientId)
    {
        if (_known.TryGetValue(clientId, out var known))
        {
            return known;
        }

        return Read(clientId) is { } found ? _known[clientId] = found : null;
    }

    public void Forget() => _known.Clear();

    private EnrolledClient? Read(string clientId)
    {
        if (HubScopes.SiteOf(clientId) is not { } site)
        {
            return null;
        }

        return database.Read(session =>
        {
            var application = session.One(
                """
                SELECT a.Id FROM OpenIddictApplications a JOIN client c ON c.client_id = a.ClientId
                WHERE a.ClientId = $1 AND c.disabled = 0 AND c.origin = $2
                """,
                static row => row.Text(0),
                clientId,
                Enrolling.Origin);
            return application is not null && SiteTrust.Find(session, box, site) is { Revoked: null } trust
                ? new EnrolledClient(clientId, application, [.. trust.Keys.Select(static key => new EnrolledKey(Key(key), key.Until))])
                : null;
        });
    }

    private static ECDsaSecurityKey Key(TrustedKey trusted) => new(ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = Base64Url.DecodeFromChars(trusted.Key.X), Y = Base64Url.DecodeFromChars(trusted.Key.Y) },
    }))
    {
        KeyId = trusted.Key.Kid,
    };
}

/// <param name="Application">its id in the provider's tables</param>
internal sealed record EnrolledClient(string Id, string Application, IReadOnlyList<EnrolledKey> Keys);

/// <param name="Until">null: the present one</param>
internal sealed record EnrolledKey(ECDsaSecurityKey Key, DateTimeOffset? Until);
