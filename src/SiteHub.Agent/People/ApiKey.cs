using System.Security.Cryptography;
using System.Text;

namespace SiteHub.Agent.People;

/// <summary>
/// What <c>Authorization: token key:secret</c> is checked against. The secret is random and long, so one SHA-256 keeps it: slow hashes
/// are for what people choose, and would cost more than the request itself.
/// </summary>
public sealed class ApiKey
{
    public required string Key { get; init; }

    public required string Email { get; set; }

    public required byte[] SecretHash { get; set; }

    public required Origin Origin { get; set; }

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
