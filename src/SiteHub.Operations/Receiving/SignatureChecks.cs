using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Operations.Receiving;

/// <summary>Whether somebody who has the receiver's secret wrote these bytes.</summary>
internal static class SignatureChecks
{
    public const string GitHubHeader = "X-Hub-Signature-256";

    /// <returns>null: yes; else why not</returns>
    public static string? FaultOf(Receiver receiver, IHeaderDictionary headers, byte[] body, DateTimeOffset now)
    {
        var secrets = receiver.Secrets.Where(secret => secret.Until is null || secret.Until > now);
        return receiver.Scheme switch
        {
            ReceiverScheme.Standard => Standard(secrets, headers, body, now),
            ReceiverScheme.Frappe => secrets.Any(secret => FrappeSignature.Verify(secret.Text, headers[FrappeSignature.HeaderName].FirstOrDefault(), body))
                ? null
                : $"{FrappeSignature.HeaderName} is missing, or not made of this body with the receiver's secret.",
            _ => secrets.Any(secret => GitHub(secret.Text, headers[GitHubHeader].FirstOrDefault(), body))
                ? null
                : $"{GitHubHeader} is missing, or not made of this body with the receiver's secret.",
        };
    }

    private static string? Standard(IEnumerable<ReceiverSecret> secrets, IHeaderDictionary headers, byte[] body, DateTimeOffset now)
    {
        var outcome = VerifyOutcome.NoMatch;
        foreach (var secret in secrets)
        {
            outcome = VerifyingKey.Parse(secret.Text).Verify(headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"], body, now);
            if (outcome != VerifyOutcome.NoMatch)
            {
                break;
            }
        }

        return outcome switch
        {
            VerifyOutcome.Valid => null,
            VerifyOutcome.HeaderMissing => "webhook-id, webhook-timestamp and webhook-signature are needed.",
            VerifyOutcome.TimestampMalformed => "webhook-timestamp must be Unix seconds.",
            VerifyOutcome.TooOld or VerifyOutcome.TooNew => "webhook-timestamp is more than 5 minutes away from this clock.",
            _ => "webhook-signature does not fit this body and the receiver's secret.",
        };
    }

    private static bool GitHub(string secret, string? header, byte[] body)
    {
        const string Prefix = "sha256=";
        return header?.StartsWith(Prefix, StringComparison.Ordinal) == true
            && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))), Encoding.ASCII.GetBytes(header[Prefix.Length..].ToLowerInvariant()));
    }
}
