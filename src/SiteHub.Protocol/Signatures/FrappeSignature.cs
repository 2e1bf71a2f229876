using System.Security.Cryptography;
using System.Text;

namespace SiteHub.Protocol.Signatures;

/// <summary>
/// The signature that Frappe puts on its webhooks: HMAC-SHA256 over the raw body alone. It says who wrote the bytes, and neither when nor for
/// whom: an old message can be sent again.
/// </summary>
public static class FrappeSignature
{
    public const string HeaderName = "X-Frappe-Webhook-Signature";

    /// <param name="secret">the webhook's secret, any text</param>
    /// <param name="body">raw bytes</param>
    /// <returns>base64</returns>
    public static string Sign(string secret, ReadOnlySpan<byte> body)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, mac);
        return Convert.ToBase64String(mac);
    }

    /// <summary>Compares in constant time.</summary>
    /// <param name="secret">the webhook's secret</param>
    /// <param name="signature">the header's value; null if it was missing, which never fits</param>
    /// <param name="body">raw bytes as they came in</param>
    public static bool Verify(string secret, string? signature, ReadOnlySpan<byte> body) =>
        signature is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(secret, body)), Encoding.UTF8.GetBytes(signature));
}
