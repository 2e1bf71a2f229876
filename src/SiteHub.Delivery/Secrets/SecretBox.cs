using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SiteHub.Delivery.Secrets;

/// <summary>
/// Seals secrets for storage with AES-256-GCM (NIST SP 800-38D) under a key derived from the master key, which comes from outside
/// the database. Thread-safe.
/// </summary>
public sealed class SecretBox
{
    private const string Version = "v1.";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _key;

    /// <param name="masterKey">at least 32 random bytes</param>
    public SecretBox(byte[] masterKey)
    {
        ArgumentNullException.ThrowIfNull(masterKey);
        ArgumentOutOfRangeException.ThrowIfLessThan(masterKey.Length, 32, "masterKey.Length");
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, 32, info: "sitehub secret box"u8.ToArray());
    }

    /// <param name="purpose">
    /// what the secret is for and whose it is; bound to it, so that a sealed text copied to another row does not open there
    /// </param>
    /// <param name="clear">the secret</param>
    public string Protect(string purpose, string clear)
    {
        ArgumentNullException.ThrowIfNull(clear);
        var plain = Encoding.UTF8.GetBytes(clear);
        var box = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = Cipher();
        aes.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), Bound(purpose));
        return Version + Base64Url.EncodeToString(box);
    }

    /// <exception cref="CryptographicException">it was sealed under another master key or for another purpose, or was altered</exception>
    public string Unprotect(string purpose, string @sealed)
    {
        ArgumentNullException.ThrowIfNull(@sealed);
        byte[] box;
        try
        {
            box = @sealed.StartsWith(Version, StringComparison.Ordinal) ? Base64Url.DecodeFromChars(@sealed.AsSpan(Version.Length)) : [];
        }
        catch (FormatException)
        {
            box = [];
        }

        if (box.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException($"The stored secret for '{purpose}' is not in a form known here.");
        }

        var plain = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = Cipher();
        try
        {
            aes.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), plain, Bound(purpose));
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new CryptographicException($"The stored secret for '{purpose}' does not open: was the database made under another masterKey?", e);
        }

        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>One per call: an instance keeps its nonce in the native context, and two threads would mix theirs.</summary>
    private AesGcm Cipher() => new(_key, TagBytes);

    private static byte[] Bound(string purpose)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        return Encoding.UTF8.GetBytes(purpose);
    }
}
