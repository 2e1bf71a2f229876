using Microsoft.AspNetCore.Http;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Operations.Receiving;

/// <summary>Standard Webhooks; and under the names that its authors' own service gives the three headers, which many send with.</summary>
internal static class StandardCheck
{
    private const string Svix = "svix-";
    private const string Webhook = "webhook-";

    /// <summary>All three are of one set: a signature of the one and an id of the other would be two messages.</summary>
    public static string PrefixOf(IHeaderDictionary headers) => !headers.ContainsKey(Webhook + "signature") && headers.ContainsKey(Svix + "signature") ? Svix : Webhook;

    public static string? IdOf(IHeaderDictionary headers) => headers[PrefixOf(headers) + "id"].FirstOrDefault();

    /// <returns>null: it is right; else why not</returns>
    public static string? FaultOf(IEnumerable<string> secrets, IHeaderDictionary headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var prefix = PrefixOf(headers);
        var outcome = VerifyOutcome.NoMatch;
        foreach (var secret in secrets)
        {
            outcome = VerifyingKey.Parse(secret).Verify(headers[prefix + "id"], headers[prefix + "timestamp"], headers[prefix + "signature"], body, now);
            if (outcome != VerifyOutcome.NoMatch)
            {
                break;
            }
        }

        return outcome switch
        {
            VerifyOutcome.Valid => null,
            VerifyOutcome.HeaderMissing => "webhook-id, webhook-timestamp and webhook-signature are needed, or the same three with svix-.",
            VerifyOutcome.TimestampMalformed => $"{prefix}timestamp must be Unix seconds.",
            VerifyOutcome.TooOld or VerifyOutcome.TooNew => $"{prefix}timestamp is more than 5 minutes away from this clock.",
            _ => $"{prefix}signature does not fit this body and the receiver's secret.",
        };
    }
}
