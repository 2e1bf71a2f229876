using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Receiving;

namespace SiteHub.Operations.Features.Admin.Inbound;

/// <summary>The parts of a sender's scheme as a form holds them; empty is absent.</summary>
public sealed class SignatureForm
{
    public string? Algorithm { get; set; }

    public string? Header { get; set; }

    public string? Signs { get; set; }

    public string? Encoding { get; set; }

    public string? Prefix { get; set; }

    public string? Member { get; set; }

    public string? TimestampMember { get; set; }

    public string? TimestampHeader { get; set; }

    public string? Tolerance { get; set; }

    public string? IdHeader { get; set; }

    public string? IdMember { get; set; }

    internal static SignatureForm Of(SignatureParts? parts)
    {
        var json = GivenSignature.Write(parts);
        return parts is null ? new SignatureForm() : new SignatureForm
        {
            Algorithm = (string?)json!["algorithm"], Header = parts.Header, Signs = parts.Signs, Encoding = (string?)json["encoding"], Prefix = parts.Prefix, Member = parts.Member, TimestampMember = parts.TimestampMember,
            TimestampHeader = parts.TimestampHeader, Tolerance = Durations.Write(parts.Tolerance), IdHeader = parts.IdHeader, IdMember = parts.IdMember,
        };
    }

    internal GivenSignature Given() => new(
        Empty(Algorithm), Empty(Header), Empty(Signs), Empty(Encoding), Prefix, Empty(Member), Empty(TimestampMember), Empty(TimestampHeader), Empty(Tolerance), Empty(IdHeader), Empty(IdMember));

    private static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
