using System.Security.Cryptography;
using System.Text;

namespace SiteHub.Operations.Configuration;

/// <summary>
/// The two directional secrets of a link, each as <c>whsec_…</c>. Both ends derive them from the one secret of the file:
/// what the hub signs must never verify as if the site had, or a stolen batch could be sent back where it came from.
/// </summary>
public sealed record LinkSecrets(Secret SiteToHub, Secret HubToSite)
{
    private const string Prefix = "whsec_";

    /// <exception cref="FormatException">The secret is not <c>whsec_</c> and base64 of 24 to 64 bytes.</exception>
    public static LinkSecrets Derive(Secret link, string slug)
    {
        ArgumentNullException.ThrowIfNull(link);
        if (!TryDecode(link.Reveal(), out var key))
        {
            throw new FormatException($"The link secret of site \"{slug}\" must be whsec_ followed by base64 of 24 to 64 random bytes.");
        }

        return new LinkSecrets(Direction(key, $"sitehub link {slug} site-to-hub"), Direction(key, $"sitehub link {slug} hub-to-site"));
    }

    /// <summary>A new secret for a link: <c>whsec_</c> and base64 of 32 random bytes.</summary>
    public static Secret Generate() => new(Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    internal static bool TryDecode(string text, out byte[] key)
    {
        key = [];
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var buffer = new byte[text.Length];
        if (!Convert.TryFromBase64String(text[Prefix.Length..], buffer, out var length) || length is < 24 or > 64)
        {
            return false;
        }

        key = buffer[..length];
        return true;
    }

    private static Secret Direction(byte[] key, string info) =>
        new(Prefix + Convert.ToBase64String(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: Encoding.UTF8.GetBytes(info))));
}
