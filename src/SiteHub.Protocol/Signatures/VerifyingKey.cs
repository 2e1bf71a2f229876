namespace SiteHub.Protocol.Signatures;

/// <summary>What checks signatures: the secret itself for v1, the public half of the pair for v1a.</summary>
public abstract class VerifyingKey
{
    private protected VerifyingKey()
    {
    }

    /// <summary>The scheme's name before the comma of a signature.</summary>
    internal abstract string Scheme { get; }

    /// <summary>What may be given to anybody who wants to check: <c>whpk_…</c>. Null for v1, whose key signs as well.</summary>
    public virtual string? PublicText => null;

    /// <summary>Reads a key from its text.</summary>
    /// <param name="text"><c>whsec_</c> and base64 of 24 to 64 bytes, the same without its prefix, or <c>whpk_</c> and base64 of 32 bytes</param>
    /// <exception cref="FormatException">it is none of these; the message never shows any of it</exception>
    public static VerifyingKey Parse(string text) => TryParse(text, out var key, out var fault) ? key! : throw new FormatException(fault);

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse(string? text, out VerifyingKey? key, out string? fault)
    {
        key = null;
        if (text is { } pair && pair.StartsWith(Ed25519VerifyingKey.Prefix, StringComparison.Ordinal))
        {
            return Ed25519VerifyingKey.TryParse(pair, out key, out fault);
        }

        if (text is { } mistaken && mistaken.StartsWith(Ed25519Secret.Prefix, StringComparison.Ordinal))
        {
            fault = "Not a verifying key: found the signing half (whsk_), expected the public half (whpk_).";
            return false;
        }

        var bare = text is null || text.StartsWith(HmacSecret.Prefix, StringComparison.Ordinal) ? text : HmacSecret.Prefix + text;
        var parsed = HmacSecret.TryParse(bare, out var secret, out fault);
        key = secret?.Verifier;
        return parsed;
    }

    /// <summary>Checks one message under this key alone; tolerance 300 s both ways.</summary>
    /// <param name="id">header <c>webhook-id</c></param>
    /// <param name="timestamp">header <c>webhook-timestamp</c></param>
    /// <param name="signature">header <c>webhook-signature</c></param>
    /// <param name="body">raw bytes as they came in, decompressed</param>
    /// <param name="now">the receiver's time</param>
    public VerifyOutcome Verify(string? id, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now) =>
        SignatureCheck.Verify([this], id, timestamp, signature, body, now);

    /// <summary>Whether a signature of this key's scheme fits; compared in constant time.</summary>
    /// <param name="content">what must have been signed</param>
    /// <param name="signature">decoded; of any length</param>
    internal abstract bool Fits(in SignedContent content, ReadOnlySpan<byte> signature);

    /// <summary>Never the key.</summary>
    public sealed override string ToString() => $"{Scheme} verifying key";
}
