using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SiteHub.Delivery.Tokens;

/// <summary>The token by which a client shows that it has its private key (RFC 7523, section 2.2).</summary>
public static class ClientAssertion
{
    /// <summary>Long enough for two clocks that differ, short enough to be of no use to whoever finds one in a log.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(2);

    /// <param name="client">with its key</param>
    /// <param name="audience">the token endpoint</param>
    /// <param name="now">when it is made</param>
    /// <exception cref="CryptographicException">the key cannot sign</exception>
    public static string Sign(ClientCredentials client, Uri audience, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(client);
        using var key = Open(client.PrivateKey ?? "");
        var (algorithm, hash) = AlgorithmOf(key);
        var head = Part(writer =>
        {
            writer.WriteString("alg", algorithm);
            writer.WriteString("typ", "JWT");
            if (client.KeyId is { Length: > 0 } id)
            {
                writer.WriteString("kid", id);
            }
        });
        var body = Part(writer =>
        {
            writer.WriteString("iss", client.ClientId);
            writer.WriteString("sub", client.ClientId);
            writer.WriteString("aud", audience.OriginalString);
            writer.WriteString("jti", Guid.NewGuid().ToString("N"));
            writer.WriteNumber("iat", now.ToUnixTimeSeconds());
            writer.WriteNumber("exp", (now + Life).ToUnixTimeSeconds());
        });
        var signed = Encoding.ASCII.GetBytes($"{head}.{body}");
        var signature = key is RSA rsa ? rsa.SignData(signed, hash, RSASignaturePadding.Pkcs1) : ((ECDsa)key).SignData(signed, hash);
        return $"{head}.{body}.{Base64Url.EncodeToString(signature)}";
    }

    /// <returns>null: it signs; else what is wrong with it</returns>
    public static string? FaultOf(string? pem)
    {
        try
        {
            using var key = Open(pem ?? "");
            _ = AlgorithmOf(key);
            return key is RSA rsa ? Signs(() => rsa.SignData([0], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)) : Signs(() => ((ECDsa)key).SignData([0], HashAlgorithmName.SHA256));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return e.Message;
        }
    }

    private static string? Signs(Func<byte[]> sign)
    {
        _ = sign();
        return null;
    }

    private static AsymmetricAlgorithm Open(string pem)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return rsa;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            rsa.Dispose();
        }

        var ec = ECDsa.Create();
        try
        {
            ec.ImportFromPem(pem);
            return ec;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            ec.Dispose();
            throw new CryptographicException("no private key of RSA or of the curves P-256, P-384, P-521 in PEM", e);
        }
    }

    private static (string Name, HashAlgorithmName Hash) AlgorithmOf(AsymmetricAlgorithm key) => key switch
    {
        RSA { KeySize: < 2048 } => throw new CryptographicException("an RSA key of fewer than 2,048 bits"),
        RSA => ("RS256", HashAlgorithmName.SHA256),
        ECDsa { KeySize: 256 } => ("ES256", HashAlgorithmName.SHA256),
        ECDsa { KeySize: 384 } => ("ES384", HashAlgorithmName.SHA384),
        ECDsa { KeySize: 521 } => ("ES512", HashAlgorithmName.SHA512),
        _ => throw new CryptographicException("a curve other than P-256, P-384 and P-521"),
    };

    private static string Part(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }
}
