using NSec.Cryptography;

namespace SiteHub.Protocol.Signatures;

/// <summary>The public half of a v1a pair.</summary>
internal sealed class Ed25519VerifyingKey(PublicKey key) : VerifyingKey
{
    public const string Prefix = "whpk_";
    private const int KeyBytes = 32;
    private const int SignatureBytes = 64;

    public override string? PublicText => Prefix + Convert.ToBase64String(key.Export(KeyBlobFormat.RawPublicKey));

    internal override string Scheme => "v1a";

    public static new bool TryParse(string? text, out VerifyingKey? key, out string? fault)
    {
        key = null;
        if (!Base64Key.TryDecode(text.AsSpan(Prefix.Length), KeyBytes, KeyBytes, out var bytes, out var wrong))
        {
            fault = $"Not a verifying key: after {Prefix} found {wrong}.";
            return false;
        }

        if (!PublicKey.TryImport(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPublicKey, out var imported))
        {
            fault = $"Not a verifying key: what stands after {Prefix} is no point of the curve.";
            return false;
        }

        key = new Ed25519VerifyingKey(imported!);
        fault = null;
        return true;
    }

    internal override bool Fits(in SignedContent content, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureBytes)
        {
            return false;
        }

        return content.InOnePiece((key, signature.ToArray()), static (message, at) => SignatureAlgorithm.Ed25519.Verify(at.key, message, at.Item2));
    }
}
