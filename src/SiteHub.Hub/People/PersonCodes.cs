using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.People;

/// <summary>What a mailed link carries: 256 random bits, good once, for a while, and for one purpose. A newer one replaces the older.</summary>
internal sealed class PersonCodes(TimeProvider time)
{
    public static readonly CodePurpose Invitation = new("invitation", TimeSpan.FromDays(7));
    public static readonly CodePurpose NewAddress = new("address", TimeSpan.FromDays(1));
    public static readonly CodePurpose Reset = new("reset", TimeSpan.FromHours(1));

    /// <param name="data">what else it stands for, such as the address that it proves</param>
    public string Issue(Session db, CodePurpose purpose, string personId, string? data = null)
    {
        var now = time.GetUtcNow();
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        Revoke(db, purpose, personId);
        db.Execute("DELETE FROM person_code WHERE expires < $1", now);
        db.Execute(
            "INSERT INTO person_code (hash, purpose, person_id, data, created, expires) VALUES ($1, $2, $3, $4, $5, $6)", Hash(code), purpose.Name, personId, data, now, now + purpose.Lifetime);
        return code;
    }

    /// <returns>null: there is no such code, it has expired, or it was used</returns>
    public IssuedCode? Find(Session db, CodePurpose purpose, string? code) => string.IsNullOrEmpty(code)
        ? null
        : db.One(
            "SELECT person_id, data FROM person_code WHERE hash = $1 AND purpose = $2 AND expires > $3",
            static row => new IssuedCode(row.Text(0), row.TextOrNull(1)),
            Hash(code),
            purpose.Name,
            time.GetUtcNow());

    /// <summary>Uses it up.</summary>
    public IssuedCode? Take(Session db, CodePurpose purpose, string? code)
    {
        var issued = Find(db, purpose, code);
        if (issued is not null)
        {
            db.Execute("DELETE FROM person_code WHERE hash = $1", Hash(code!));
        }

        return issued;
    }

    public static void Revoke(Session db, CodePurpose purpose, string personId) =>
        db.Execute("DELETE FROM person_code WHERE person_id = $1 AND purpose = $2", personId, purpose.Name);

    private static string Hash(string code) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}

internal sealed record CodePurpose(string Name, TimeSpan Lifetime);

internal sealed record IssuedCode(string PersonId, string? Data);
