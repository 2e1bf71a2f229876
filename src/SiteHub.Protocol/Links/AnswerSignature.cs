using System.Buffers;
using System.Globalization;
using System.Text;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Protocol.Links;

/// <summary>
/// The proof that an answer is the peer's, and the answer to just this attempt: whatever stands between the two (a proxy, a firewall) answers too, and is not believed.
/// Signed is <c>{webhook-id}.{webhook-timestamp}.{status}.{webhook-signature}.{body}</c>: id, timestamp and signature of the request, status and raw body of the answer,
/// with the secret by which the answering side signs its own messages. An answer that is streamed has a head (<see cref="HeadName"/>) that is signed in the body's place.
/// </summary>
public static class AnswerSignature
{
    /// <summary>In the answer; formed as <c>webhook-signature</c> is.</summary>
    public const string HeaderName = "sitehub-signature";

    /// <summary>Of an answer that is streamed: what is signed in the place of the body, in base64url. The body behind it is as long as it says, or ends with its last chunk.</summary>
    public const string HeadName = "sitehub-head";

    /// <summary>More is no signature of a request: nobody gets anything signed that is as long as they like.</summary>
    private const int LongestRequestSignature = 2048;

    /// <param name="sends">the secrets of whoever answers</param>
    /// <param name="request">the three headers as they came in; they need not have been found right</param>
    /// <param name="status">of the answer</param>
    /// <param name="body">of the answer</param>
    /// <returns>null if the request has nothing that an answer could be bound to</returns>
    public static string? Sign(SecretRing sends, SignatureHeaders request, int status, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(sends);
        if (SentAt(request.Timestamp) is not { } at || string.IsNullOrEmpty(request.Signature) || request.Signature.Length > LongestRequestSignature || !SignedContent.IsId(request.Id))
        {
            return null;
        }

        var content = new ArrayBufferWriter<byte>();
        Write(content, request, status, body);
        return sends.Sign(request.Id, at, content.WrittenSpan).Signature;
    }

    /// <param name="receives">the secrets of whoever is asked</param>
    /// <param name="request">the three headers as they were sent</param>
    /// <param name="status">of the answer</param>
    /// <param name="body">of the answer, whole</param>
    /// <param name="signature">the answer's <see cref="HeaderName"/>; null if it has none</param>
    public static bool Fits(SecretRing receives, SignatureHeaders request, int status, ReadOnlySpan<byte> body, string? signature)
    {
        ArgumentNullException.ThrowIfNull(receives);
        if (string.IsNullOrEmpty(signature) || SentAt(request.Timestamp) is not { } at)
        {
            return false;
        }

        // Held against the request's own time: how far the two clocks differ is what a refusal may be about.
        var content = new ArrayBufferWriter<byte>();
        Write(content, request, status, body);
        return receives.Verify(request.Id, request.Timestamp, signature, content.WrittenSpan, at) == VerifyOutcome.Valid;
    }

    private static void Write(ArrayBufferWriter<byte> content, SignatureHeaders request, int status, ReadOnlySpan<byte> body)
    {
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{status}.{request.Signature}."), content);
        content.Write(body);
    }

    private static DateTimeOffset? SentAt(string? timestamp) =>
        timestamp is { Length: > 0 and <= 11 } && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
