using System.Text;
using Microsoft.AspNetCore.Http;
using SiteHub.Cli.Terminal;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Cli.Listen;

/// <summary>What is to be said of a request's signature.</summary>
internal sealed class SignatureOpinion
{
    private readonly VerifyingKey? _key;
    private readonly string? _frappe;

    private SignatureOpinion(VerifyingKey? key, string? frappe)
    {
        _key = key;
        _frappe = frappe;
    }

    public static SignatureOpinion Under(string? secret)
    {
        if (secret is null)
        {
            return new(null, null);
        }

        if (!secret.StartsWith("wh", StringComparison.Ordinal) || !secret.Contains('_', StringComparison.Ordinal))
        {
            return new(null, secret);
        }

        return VerifyingKey.TryParse(secret, out var key, out var fault) ? new(key, null) : throw new StopException(ExitCode.Configuration, $"--secret cannot be used: {fault}");
    }

    /// <returns>null: nothing to check with</returns>
    public (bool Right, string Said)? Of(IHeaderDictionary headers, byte[] body, DateTimeOffset now)
    {
        if (_frappe is not null)
        {
            var right = FrappeSignature.Verify(_frappe, headers[FrappeSignature.HeaderName].ToString(), body);
            return (right, right ? "verified" : $"{FrappeSignature.HeaderName} is missing or not of this secret and body");
        }

        if (_key is null)
        {
            return null;
        }

        var outcome = _key.Verify(headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"], body, now);
        return (outcome == VerifyOutcome.Valid, outcome == VerifyOutcome.Valid ? "verified" : $"not verified: {outcome}");
    }
}
