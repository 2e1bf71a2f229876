using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SiteHub.Protocol.Enrolment;

/// <summary>What a site sends to <c>/sitehub/v1/enrolment</c>: the code that an operator gave it, and the key by which it will be known.</summary>
/// <param name="Code">good once, for an hour</param>
/// <param name="Key">the public key, a JSON Web Key (RFC 7517) for ES256; the private half never leaves the site</param>
public sealed record EnrolmentRequest(string Code, PublicKey Key);

/// <param name="Kty"><c>EC</c></param>
/// <param name="Crv"><c>P-256</c></param>
/// <param name="X">base64url</param>
/// <param name="Y">base64url</param>
/// <param name="Kid">its name among the site's keys</param>
public sealed record PublicKey(string Kty, string Crv, string X, string Y, string Kid)
{
    /// <summary>Names the key itself, whatever it calls itself (RFC 7638): equal for equal keys however their numbers are written.</summary>
    /// <returns>base64url of SHA-256, 43 characters</returns>
    /// <exception cref="FormatException">x or y is no base64url</exception>
    public string Thumbprint() => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"{{Crv}}","kty":"{{Kty}}","x":"{{Same(X)}}","y":"{{Same(Y)}}"}""")));

    /// <summary>Padding and left-over bits are not part of the number.</summary>
    private static string Same(string number) => Base64Url.EncodeToString(Base64Url.DecodeFromChars(number));
}

/// <param name="Site">its slug</param>
/// <param name="Issuer">the hub, as its tokens name it</param>
/// <param name="ClientId">as which the site asks for tokens</param>
/// <param name="Secret">of the link, <c>whsec_…</c>: both ends derive the two directions' from it</param>
public sealed record EnrolmentAnswer(string Site, Uri Issuer, string ClientId, string Secret);

/// <summary>What the two ends show each other afterwards: signed with the link's secrets, each with its own direction's.</summary>
/// <param name="Nonce">of the site's choice</param>
public sealed record EnrolmentProof(string Nonce);

/// <param name="Nonce">as it was sent</param>
/// <param name="Token">the hub's token for this site, by which the site knows it from now on</param>
/// <param name="Reached">whether the hub reached the site at its address just now; false: it is not running yet, or is behind a firewall</param>
public sealed record EnrolmentProofAnswer(string Nonce, string Token, bool Reached);

/// <summary>What a site sends to renew its key and the link's secret; the old ones are taken for another day.</summary>
public sealed record RotationRequest(PublicKey Key);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(EnrolmentRequest))]
[JsonSerializable(typeof(EnrolmentAnswer))]
[JsonSerializable(typeof(EnrolmentProof))]
[JsonSerializable(typeof(EnrolmentProofAnswer))]
[JsonSerializable(typeof(RotationRequest))]
public sealed partial class EnrolmentJson : JsonSerializerContext;
