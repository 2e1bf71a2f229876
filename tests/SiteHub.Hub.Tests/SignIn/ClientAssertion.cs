using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SiteHub.Hub.Tests.SignIn;

/// <summary>What a client shows instead of a secret, as a library of others writes it.</summary>
internal static class ClientAssertion
{
    public static string Of(string client, AsymmetricAlgorithm key, string algorithm, string? typ, string audience = "http://localhost:5100/", string? kid = null)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var head = new JsonObject { ["alg"] = algorithm, ["kid"] = kid ?? client };
        if (typ is not null)
        {
            head["typ"] = typ;
        }

        var body = new JsonObject { ["iss"] = client, ["sub"] = client, ["aud"] = audience, ["jti"] = Guid.NewGuid().ToString("N"), ["iat"] = now, ["exp"] = now + 60 };
        var text = $"{Encoded(head)}.{Encoded(body)}";
        var bytes = Encoding.ASCII.GetBytes(text);
        return $"{text}.{Text(key is ECDsa ec ? ec.SignData(bytes, HashAlgorithmName.SHA256) : ((RSA)key).SignData(bytes, HashAlgorithmName.SHA256, algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1))}";

        static string Encoded(JsonObject json) => Text(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    public static string Text(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
