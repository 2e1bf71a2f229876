using NSec.Cryptography;

namespace SiteHub.Protocol.Signatures;

/// <summary>Scheme v1a: Ed25519 (RFC 8032); who checks cannot sign.</summary>
internal sealed class Ed25519Secret : SigningSecret
{
    public const string Prefix = "whsk_";
    private const int SeedBytes = 32;

    private readonly Key _key;
    private readonly Ed25519VerifyingKey _verifier;

    private Ed25519Secret(Key key, string text)
    {
        _key = key;
        Text = text;
        _verifier = new Ed25519VerifyingKey(key.PublicKey);
    }

    public override string Text { get; }

    public override VerifyingKey Verifier => _verifier;

    public static new bool TryParse(string? text, out SigningSecret? secret, out string? fault)
    {
        secret = null;
        if (!Base64Key.TryDecode(text.AsSpan(Prefix.Length), 2 * SeedBytes, 2 * SeedBytes, out var bytes, out var wrong))
        {
            fault = $"Not a signing secret: after {Prefix} found {wrong}; {Prefix} takes base64 of a seed and its public key.";
            return false;
        }

        var key = Key.Import(SignatureAlgorithm.Ed25519, bytes.AsSpan(0, SeedBytes), KeyBlobFormat.RawPrivateKey);
        if (!key.PublicKey.Export(KeyBlobFormat.RawPublicKey).AsSpan().SequenceEqual(bytes.AsSpan(SeedBytes)))
        {
            // Signing with halves that do not belong together would give the seed away (RFC 8032, section 5.1.6).
            key.Dispose();
            fault = $"Not a signing secret: the two halves after {Prefix} do not belong together.";
            return false;
        }

        secret = new Ed25519Secret(key, text!);
        fault = null;
        return true;
    }

    public static Ed25519Secret Generate()
    {
        var key = Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        byte[] pair = [.. key.Export(KeyBlobFormat.RawPrivateKey), .. key.PublicKey.Export(KeyBlobFormat.RawPublicKey)];
        return new Ed25519Secret(key, Prefix + Convert.ToBase64String(pair));
    }

    internal override string Sign(in SignedContent content) => content.InOnePiece(
        _key, static (message, key) => $"v1a,{Convert.ToBase64String(SignatureAlgorithm.Ed25519.Sign(key, message))}");
}
