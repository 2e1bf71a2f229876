using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Operations.Receiving;

/// <summary>Whether somebody who has the receiver's secret wrote these bytes.</summary>
internal static class SignatureChecks
{
    /// <summary>As of Standard Webhooks' own: more would be a way to burn the receiver's time.</summary>
    private const int MostSignatures = 16;

    /// <returns>null: yes; else why not</returns>
    public static string? FaultOf(Receiver receiver, IHeaderDictionary headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var parts = receiver.Signature;
        var secrets = receiver.Secrets.Where(secret => secret.Until is null || secret.Until > now).Select(static secret => secret.Text).ToList();
        return parts.Algorithm is SignatureAlgorithm.StandardWebhooks ? StandardCheck.FaultOf(secrets, headers, body, now) : FaultOf(parts, secrets, headers, body, now);
    }

    private static string? FaultOf(SignatureParts parts, List<string> secrets, IHeaderDictionary headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var header = headers[parts.Header].FirstOrDefault();
        if (string.IsNullOrEmpty(header))
        {
            return $"{parts.Header} is missing.";
        }

        var members = Members(parts, header);
        var timestamp = parts.TimestampHeader is { } name ? headers[name].FirstOrDefault() : members.FirstOrDefault(member => member.Name == parts.TimestampMember).Value;
        if (parts.HasTimestamp && TimeFault(parts, timestamp, now) is { } fault)
        {
            return fault;
        }

        var id = parts.IdHeader is null ? null : headers[parts.IdHeader].FirstOrDefault();
        var signed = SignedText.Parse(parts.Signs);
        if (signed.HasId && (id is null || !signed.Takes(id)))
        {
            return $"{parts.IdHeader} is missing, or no id.";
        }

        var given = parts.Member is null ? [header] : members.Where(member => member.Name == parts.Member).Take(MostSignatures).Select(static member => member.Value).ToList();
        var content = parts.Algorithm is SignatureAlgorithm.Token ? [] : signed.Of(body, timestamp, id);
        return secrets.Exists(secret => Fits(parts, secret, content, given)) ? null
            : parts.Algorithm is SignatureAlgorithm.Token ? $"{parts.Header} is not the receiver's secret."
            : $"{parts.Header} is not made of this body with the receiver's secret.";
    }

    private static bool Fits(SignatureParts parts, string secret, byte[] content, List<string> given)
    {
        var expected = Encoding.UTF8.GetBytes(parts.Prefix + Expected(parts, Encoding.UTF8.GetBytes(secret), content));
        var fits = false;
        foreach (var one in given)
        {
            var text = parts.Encoding is SignatureEncoding.Hex && parts.Algorithm is not SignatureAlgorithm.Token && one.StartsWith(parts.Prefix, StringComparison.Ordinal)
                ? parts.Prefix + one[parts.Prefix.Length..].ToLowerInvariant()
                : one;
            fits |= CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(text));
        }

        return fits;
    }

    private static string Expected(SignatureParts parts, byte[] secret, byte[] content)
    {
        if (parts.Algorithm is SignatureAlgorithm.Token)
        {
            return Encoding.UTF8.GetString(secret);
        }

        var mac = Mac(parts.Algorithm, secret, content);
        return parts.Encoding is SignatureEncoding.Hex ? Convert.ToHexStringLower(mac) : Convert.ToBase64String(mac);
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "what a sender signs with is the sender's; as a MAC it is not broken, and only who has nothing better says so")]
    private static byte[] Mac(SignatureAlgorithm algorithm, byte[] secret, byte[] content) => algorithm switch
    {
        SignatureAlgorithm.HmacSha1 => HMACSHA1.HashData(secret, content),
        SignatureAlgorithm.HmacSha512 => HMACSHA512.HashData(secret, content),
        _ => HMACSHA256.HashData(secret, content),
    };

    private static string? TimeFault(SignatureParts parts, string? timestamp, DateTimeOffset now)
    {
        var place = parts.TimestampHeader ?? $"{parts.TimestampMember} in {parts.Header}";
        if (timestamp is not { Length: > 0 and <= 15 } || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return $"{place} must be Unix seconds.";
        }

        return Math.Abs(now.ToUnixTimeSeconds() - seconds) > parts.Tolerance.TotalSeconds ? $"{place} is more than {parts.Tolerance.TotalMinutes:0.#} minutes away from this clock." : null;
    }

    private static List<(string Name, string Value)> Members(SignatureParts parts, string header) => parts.Member is null ? [] :
        [.. header.Split(',', 64).Select(static member => member.Split('=', 2, StringSplitOptions.TrimEntries)).Where(static pair => pair.Length == 2).Select(static pair => (pair[0], pair[1]))];
}
