using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SiteHub.Delivery.Webhooks;
using Fault = SiteHub.Operations.Problems.Fault;

namespace SiteHub.Operations.Receiving;

/// <summary>The parts of a scheme as somebody sent them.</summary>
internal sealed record GivenSignature(
    string? Algorithm, string? Header, string? Signs, string? Encoding, string? Prefix, string? Member, string? TimestampMember, string? TimestampHeader, string? Tolerance, string? IdHeader, string? IdMember)
{
    private static readonly (string Name, SignatureAlgorithm Algorithm)[] Algorithms =
    [
        ("hmac-sha256", SignatureAlgorithm.HmacSha256), ("hmac-sha1", SignatureAlgorithm.HmacSha1), ("hmac-sha512", SignatureAlgorithm.HmacSha512), ("token", SignatureAlgorithm.Token),
    ];

    private static readonly TimeSpan LongestTolerance = TimeSpan.FromHours(1);

    public static IReadOnlyList<string> AlgorithmNames { get; } = [.. Algorithms.Select(static known => known.Name)];

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; init; }

    /// <returns>null where there are faults</returns>
    public SignatureParts? Read(List<Fault> faults)
    {
        var before = faults.Count;
        faults.AddRange((More?.Keys ?? Enumerable.Empty<string>()).Select(static unknown =>
            new Fault($"signature.{unknown}", null, "one of algorithm, header, signs, encoding, prefix, member, timestampMember, timestampHeader, tolerance, idHeader, idMember")));
        var algorithm = Algorithms.Where(known => known.Name == (Algorithm ?? "hmac-sha256")).Select(static known => (SignatureAlgorithm?)known.Algorithm).FirstOrDefault();
        Unless(algorithm is not null, "algorithm", Algorithm, string.Join(", ", AlgorithmNames));
        Unless(IsHeader(Header), "header", Header, "the header with the signature, such as X-Acme-Signature");
        foreach (var (name, value) in new[] { ("timestampHeader", TimestampHeader), ("idHeader", IdHeader) })
        {
            Unless(value is null || IsHeader(value), name, value, "a header's name");
        }

        Unless(Encoding is null or "hex" or "base64", "encoding", Encoding, "hex or base64");
        Unless(TimestampMember is null || Member is not null, "member", null, "which member of the header is the signature, since another one is the time");
        Unless(TimestampMember is null || TimestampHeader is null, "timestampHeader", TimestampHeader, "the time in a header of its own or in a member, and not both");
        var tolerance = SignatureParts.DefaultTolerance;
        Unless(Tolerance is null || (Durations.TryParse(Tolerance, out tolerance) && tolerance > TimeSpan.Zero && tolerance <= LongestTolerance), "tolerance", Tolerance, "a length of time up to 1h, such as 5m");
        Content(faults);
        return faults.Count > before ? null : new SignatureParts(algorithm!.Value, Header!)
        {
            Signs = Signs ?? SignatureParts.DefaultSigns,
            Encoding = Encoding == "base64" ? SignatureEncoding.Base64 : SignatureEncoding.Hex,
            Prefix = Prefix ?? "",
            Member = Member,
            TimestampMember = TimestampMember,
            TimestampHeader = TimestampHeader,
            Tolerance = tolerance,
            IdHeader = IdHeader,
            IdMember = IdMember,
        };

        void Unless(bool right, string member, string? found, string expected)
        {
            if (!right)
            {
                faults.Add(new Fault($"signature.{member}", found, expected));
            }
        }
    }

    public static JsonNode? Write(SignatureParts? parts) => parts is null ? null : new JsonObject
    {
        ["algorithm"] = Algorithms.First(known => known.Algorithm == parts.Algorithm).Name,
        ["header"] = parts.Header,
        ["signs"] = parts.Signs,
        ["encoding"] = parts.Encoding is SignatureEncoding.Hex ? "hex" : "base64",
        ["prefix"] = parts.Prefix,
        ["member"] = parts.Member,
        ["timestampMember"] = parts.TimestampMember,
        ["timestampHeader"] = parts.TimestampHeader,
        ["tolerance"] = Durations.Write(parts.Tolerance),
        ["idHeader"] = parts.IdHeader,
        ["idMember"] = parts.IdMember,
    };

    /// <summary>A time that is not signed is anybody's, and one that is signed and not read would let an old message in.</summary>
    private void Content(List<Fault> faults)
    {
        try
        {
            var signed = SignedText.Parse(Signs ?? SignatureParts.DefaultSigns);
            var hasTime = TimestampHeader is not null || TimestampMember is not null;
            if (signed.HasTimestamp != hasTime && Algorithm != "token")
            {
                faults.Add(new Fault("signature.signs", Signs, hasTime ? "a text with {timestamp} in it, since a time is sent" : "a text without {timestamp}, or the header or member with the time"));
            }

            if (signed.HasId && IdHeader is null)
            {
                faults.Add(new Fault("signature.idHeader", null, "the header with the id, since the id is signed"));
            }
        }
        catch (FormatException e)
        {
            faults.Add(new Fault("signature.signs", Signs, e.Message));
        }
    }

    private static bool IsHeader(string? name) => name is { Length: > 0 and <= 100 } && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
