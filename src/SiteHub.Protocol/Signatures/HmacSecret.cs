using System.Security.Cryptography;

namespace SiteHub.Protocol.Signatures;

/// <summary>Scheme v1: HMAC-SHA256 with a secret that both sides hold.</summary>
internal sealed class HmacSecret : SigningSecret
{
    public const string Prefix = "whsec_";
    private const int MinBytes = 24;
    private const int MaxBytes = 64;

    private readonly byte[] _key;
    private readonly Key _verifier;

    /// <summary>Setting up a hash costs as much as hashing a small body; the one that is idle is used again.</summary>
    private IncrementalHash? _idle;

    private HmacSecret(byte[] key, string text)
    {
        _key = key;
        Text = text;
        _verifier = new Key(this);
    }

    public override string Text { get; }

    public override VerifyingKey Verifier => _verifier;

    public static new bool TryParse(string? text, out SigningSecret? secret, out string? fault)
    {
        secret = null;
        if (text?.StartsWith(Prefix, StringComparison.Ordinal) is not true)
        {
            fault = $"Not a signing secret: found {(string.IsNullOrEmpty(text) ? "nothing" : $"{text.Length} characters with another beginning")}, expected {Prefix}… or whsk_….";
            return false;
        }

        if (!Base64Key.TryDecode(text.AsSpan(Prefix.Length), MinBytes, MaxBytes, out var key, out var wrong))
        {
            fault = $"Not a signing secret: after {Prefix} found {wrong}; {Prefix} takes base64 of {MinBytes} to {MaxBytes} random bytes.";
            return false;
        }

        secret = new HmacSecret(key, text);
        fault = null;
        return true;
    }

    public static HmacSecret Generate(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, MinBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, MaxBytes);
        var key = RandomNumberGenerator.GetBytes(bytes);
        return new HmacSecret(key, Prefix + Convert.ToBase64String(key));
    }

    internal override string Sign(in SignedContent content)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Compute(content, mac);
        return $"v1,{Convert.ToBase64String(mac)}";
    }

    private void Compute(in SignedContent content, Span<byte> mac)
    {
        var hash = Interlocked.Exchange(ref _idle, null) ?? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        content.AppendTo(hash);
        hash.GetHashAndReset(mac);
        Interlocked.Exchange(ref _idle, hash)?.Dispose();
    }

    private sealed class Key(HmacSecret secret) : VerifyingKey
    {
        internal override string Scheme => "v1";

        internal override bool Fits(in SignedContent content, ReadOnlySpan<byte> signature)
        {
            Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
            secret.Compute(content, mac);
            return CryptographicOperations.FixedTimeEquals(mac, signature);
        }
    }
}
