namespace SiteHub.Protocol.Signatures;

/// <summary>What signs messages (Standard Webhooks 1.0.0): HMAC-SHA256 (v1) or Ed25519 (v1a). Safe for use by many threads.</summary>
public abstract class SigningSecret
{
    private protected SigningSecret()
    {
    }

    /// <summary>The secret as it is written down: <c>whsec_…</c> or <c>whsk_…</c>. For storing under encryption alone.</summary>
    public abstract string Text { get; }

    /// <summary>What checks this secret's signatures.</summary>
    public abstract VerifyingKey Verifier { get; }

    /// <param name="text"><c>whsec_</c> and base64 of 24 to 64 bytes, or <c>whsk_</c> and base64 of 64 bytes (seed and public key)</param>
    /// <exception cref="FormatException">it is neither; the message never shows any of it</exception>
    public static SigningSecret Parse(string text) => TryParse(text, out var secret, out var fault) ? secret! : throw new FormatException(fault);

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse(string? text, out SigningSecret? secret, out string? fault) =>
        text?.StartsWith(Ed25519Secret.Prefix, StringComparison.Ordinal) is true
            ? Ed25519Secret.TryParse(text, out secret, out fault)
            : HmacSecret.TryParse(text, out secret, out fault);

    /// <summary>A fresh secret for v1.</summary>
    /// <param name="bytes">24 to 64</param>
    public static SigningSecret GenerateSymmetric(int bytes = 32) => HmacSecret.Generate(bytes);

    /// <summary>A fresh pair for v1a.</summary>
    public static SigningSecret GenerateEd25519() => Ed25519Secret.Generate();

    /// <summary>Signs one attempt.</summary>
    /// <param name="id">visible ASCII without a full stop, up to 256 characters</param>
    /// <param name="unixSeconds">when this attempt is made; not negative</param>
    /// <param name="body">raw bytes, before any compression</param>
    /// <returns><c>v1,</c> or <c>v1a,</c> and base64</returns>
    public string Sign(string id, long unixSeconds, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentOutOfRangeException.ThrowIfNegative(unixSeconds);
        return SignedContent.IsId(id)
            ? Sign(new SignedContent(id, unixSeconds, body))
            : throw new ArgumentException($"\"{id}\" is no id for a signature: expected 1 to {SignedContent.MaxIdLength} visible ASCII characters, no full stop.", nameof(id));
    }

    internal abstract string Sign(in SignedContent content);

    /// <summary>Never the secret.</summary>
    public sealed override string ToString() => $"{Verifier.Scheme} signing secret";
}
