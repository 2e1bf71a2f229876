using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SiteHub.Protocol.Enrolment;

namespace SiteHub.Agent.Enrolment;

/// <summary>The key by which the hub knows this site (ES256). The hub has its public half alone.</summary>
/// <param name="Pkcs8">the private key, base64</param>
public sealed record SiteKey(string Kid, string Pkcs8)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    public static SiteKey Generate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SiteKey("site-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), Convert.ToBase64String(key.ExportPkcs8PrivateKey()));
    }

    public PublicKey ToPublic()
    {
        using var key = Open();
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new PublicKey("EC", "P-256", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y), Kid);
    }

    /// <summary>A client assertion (RFC 7523, section 2.2; OpenID Connect Core, section 9: private_key_jwt).</summary>
    public string Assert(string clientId, Uri hub, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(hub);
        using var key = Open();
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "client-authentication+jwt",
            Issuer = clientId,
            Audience = hub.AbsoluteUri,
            IssuedAt = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = clientId, ["jti"] = Guid.NewGuid().ToString("N") },
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = Kid, CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } }, SecurityAlgorithms.EcdsaSha256),
        });
    }

    private ECDsa Open()
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(Pkcs8), out _);
        return key;
    }
}
