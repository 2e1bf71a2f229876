using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SiteHub.Operations.Receiving;

/// <summary>The headers that are kept with a body: what says something of it, and nothing that lets anybody in.</summary>
internal static class ShownHeaders
{
    private static readonly string[] Hidden = ["authorization", "cookie", "proxy-authorization", "webhook-signature", "svix-signature", "x-frappe-webhook-signature", "x-hub-signature", "x-hub-signature-256"];

    /// <param name="headers">of the request</param>
    /// <param name="receiver">whose signature is not shown either: some are the secret itself</param>
    public static string Of(IHeaderDictionary headers, Receiver receiver) => JsonSerializer.Serialize(headers
        .Select(static header => (Name: header.Key.ToLowerInvariant(), Value: header.Value.ToString()))
        .Where(header => !Hidden.Contains(header.Name) && !receiver.Signature.Header.Equals(header.Name, StringComparison.OrdinalIgnoreCase) && !receiver.Secrets.Any(secret => header.Value.Contains(secret.Text, StringComparison.Ordinal)))
        .Take(64)
        .ToDictionary(static header => header.Name, static header => header.Value.Length > 1000 ? header.Value[..1000] : header.Value));
}
