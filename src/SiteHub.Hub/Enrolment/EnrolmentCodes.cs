using System.Security.Cryptography;
using System.Text;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Protocol.Enrolment;

namespace SiteHub.Hub.Enrolment;

/// <summary>Codes by which a site proves, once, that an operator means it.</summary>
internal sealed class EnrolmentCodes(Database database, AuditTrail audit, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Nothing that looks like another: it is read out and typed.</summary>
    private const string Alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

    /// <summary>A new code; one that was given before is worth nothing from now on.</summary>
    public async Task<string> Give(string site, Actor by, CancellationToken cancellationToken)
    {
        // 25 letters of 31: 123 bits.
        var code = string.Join('-', Enumerable.Range(0, 5).Select(static _ => new string(RandomNumberGenerator.GetItems<char>(Alphabet, 5))));
        await database.Writer.Write(
            session =>
            {
                session.Execute(
                    """
                    INSERT INTO enrolment (site, code_hash, code_expires) VALUES ($1, $2, $3)
                    ON CONFLICT (site) DO UPDATE SET code_hash = excluded.code_hash, code_expires = excluded.code_expires, used_by = NULL
                    """,
                    site,
                    Hash(code),
                    time.GetUtcNow() + Lifetime);
                audit.Append(session, new AuditEntry(by, "site.code_given", site));
            },
            cancellationToken);
        return code;
    }

    /// <summary>Bound to the key itself: what it calls itself is the caller's to choose.</summary>
    /// <returns>whose it is; null: it is wrong, has expired, or was used by another key</returns>
    public string? Use(Session session, string code, PublicKey key)
    {
        var thumbprint = key.Thumbprint();
        var site = session.Text(
            "SELECT site FROM enrolment WHERE code_hash = $1 AND code_expires > $2 AND (used_by IS NULL OR used_by = $3)", Hash(code.Trim().ToUpperInvariant()), time.GetUtcNow(), thumbprint);
        if (site is not null)
        {
            session.Execute("UPDATE enrolment SET used_by = $2 WHERE site = $1", site, thumbprint);
        }

        return site;
    }

    private static string Hash(string code) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
