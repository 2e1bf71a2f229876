using System.Globalization;

namespace SiteHub.Protocol.Signatures;

/// <summary>The order in which a signed message is checked, the same for every kind of key.</summary>
internal static class SignatureCheck
{
    /// <summary>How far the two clocks may differ, either way.</summary>
    private const long ToleranceSeconds = 300;

    /// <summary>A sender needs one entry for each secret in force; an unbounded list would be a way to burn the receiver's time.</summary>
    private const int MaxEntries = 16;

    private const int LongestSignature = 64;

    public static VerifyOutcome Verify(
        ReadOnlySpan<VerifyingKey> keys, string? id, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signature))
        {
            return VerifyOutcome.HeaderMissing;
        }

        if (timestamp.Length > 15 || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var signedAt))
        {
            return VerifyOutcome.TimestampMalformed;
        }

        var seconds = now.ToUnixTimeSeconds();
        if (Math.Abs(seconds - signedAt) > ToleranceSeconds)
        {
            return signedAt < seconds ? VerifyOutcome.TooOld : VerifyOutcome.TooNew;
        }

        // What no sender may have used as an id has no right signature, and "007" is not what was signed as 7.
        return SignedContent.IsId(id) && (timestamp[0] != '0' || timestamp.Length == 1) && AnyFits(keys, new SignedContent(id, signedAt, body), signature)
            ? VerifyOutcome.Valid
            : VerifyOutcome.NoMatch;
    }

    private static bool AnyFits(ReadOnlySpan<VerifyingKey> keys, in SignedContent content, string header)
    {
        Span<byte> signature = stackalloc byte[LongestSignature];
        var left = MaxEntries;
        foreach (var range in header.AsSpan().Split(' '))
        {
            var entry = header.AsSpan(range);
            var comma = entry.IndexOf(',');
            if (comma < 0 || !Convert.TryFromBase64Chars(entry[(comma + 1)..], signature, out var length))
            {
                continue;
            }

            if (left-- == 0)
            {
                return false;
            }

            foreach (var key in keys)
            {
                if (entry[..comma].SequenceEqual(key.Scheme) && key.Fits(content, signature[..length]))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
