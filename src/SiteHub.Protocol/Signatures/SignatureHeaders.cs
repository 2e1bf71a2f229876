namespace SiteHub.Protocol.Signatures;

/// <summary>The three headers of a signed message (Standard Webhooks 1.0.0, "Webhook headers").</summary>
/// <param name="Id">value of <see cref="IdName"/>: the same over all attempts of one message</param>
/// <param name="Timestamp">value of <see cref="TimestampName"/>: Unix seconds of this attempt</param>
/// <param name="Signature">value of <see cref="SignatureName"/>: one signature for each secret in force, separated by spaces</param>
public readonly record struct SignatureHeaders(string Id, string Timestamp, string Signature)
{
    public const string IdName = "webhook-id";

    public const string TimestampName = "webhook-timestamp";

    public const string SignatureName = "webhook-signature";
}
