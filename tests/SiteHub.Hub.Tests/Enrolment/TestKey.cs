using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SiteHub.Protocol.Enrolment;

namespace SiteHub.Hub.Tests.Enrolment;

/// <summary>A site's key, as the site has it.</summary>
internal sealed class TestKey
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Kid { get; init; } = "key-" + Guid.NewGuid().ToString("N");

    public PublicKey Public
    {
        get
        {
            var point = _key.ExportParameters(false).Q;
            return new PublicKey("EC", "P-256", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y), Kid);
        }
    }

    /// <summary>By the machine's clock: the provider looks at no other for assertions.</summary>
    public string Assert(string client, string audience, TimeSpan? lifetime = null, string? id = null, Action<IDictionary<string, object>>? with = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object> { ["sub"] = client, ["jti"] = id ?? Guid.NewGuid().ToString("N") };
        with?.Invoke(claims);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "client-authentication+jwt",
            Issuer = client,
            Audience = claims.ContainsKey("aud") ? null : audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + (lifetime ?? TimeSpan.FromMinutes(1)),
            Claims = claims,
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(_key) { KeyId = Kid }, SecurityAlgorithms.EcdsaSha256),
        });
    }

    public string Unsigned(string client, string audience) => Forged(client, audience, "none", static _ => []);

    /// <summary>What is known to everybody, taken for a secret.</summary>
    public string SignedWithThePublicKey(string client, string audience) => Forged(client, audience, "HS256", text => HMACSHA256.HashData(_key.ExportSubjectPublicKeyInfo(), text));

    private string Forged(string client, string audience, string algorithm, Func<byte[], byte[]> sign)
    {
        var header = Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","typ":"client-authentication+jwt","kid":"{{Kid}}"}"""));
        var text = $"{header}.{Assert(client, audience).Split('.')[1]}";
        return $"{text}.{Base64Url.EncodeToString(sign(System.Text.Encoding.ASCII.GetBytes(text)))}";
    }
}
