using System.Text.Json;

namespace SiteHub.Delivery.Tokens;

/// <summary>What a server of tokens says of itself (OpenID Connect Discovery 1.0; RFC 8414).</summary>
/// <param name="TokenEndpoint">where tokens are asked for</param>
/// <param name="Methods">how clients may show themselves there; null where it does not say</param>
public sealed record TokenServer(Uri TokenEndpoint, IReadOnlyList<string>? Methods)
{
    /// <summary>Where it stands, the likelier first.</summary>
    /// <param name="issuer">without query or fragment</param>
    public static IReadOnlyList<Uri> AddressesOf(Uri issuer)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        var path = issuer.AbsolutePath.TrimEnd('/');
        var origin = issuer.GetLeftPart(UriPartial.Authority);
        return [new Uri($"{origin}{path}/.well-known/openid-configuration"), new Uri($"{origin}/.well-known/oauth-authorization-server{path}")];
    }

    /// <param name="issuer">as it was configured</param>
    /// <param name="document">what was found there</param>
    /// <param name="fault">what is wrong with it; null if nothing is</param>
    /// <returns>null if it is none, or another's: who could put such a document there would be given the client's secret</returns>
    public static TokenServer? Read(Uri issuer, ReadOnlySpan<byte> document, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        fault = null;
        try
        {
            var reader = new Utf8JsonReader(document);
            var json = JsonElement.ParseValue(ref reader);
            if (Text(json, "issuer") is not { } named || named.TrimEnd('/') != issuer.OriginalString.TrimEnd('/'))
            {
                fault = $"it names {Text(json, "issuer") ?? "no issuer"}, and not {issuer.OriginalString}";
            }
            else if (!Uri.TryCreate(Text(json, "token_endpoint"), UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
            {
                fault = "it has no token_endpoint";
            }
            else if (endpoint.Scheme == Uri.UriSchemeHttp && issuer.Scheme == Uri.UriSchemeHttps)
            {
                fault = "its token_endpoint is without TLS";
            }
            else
            {
                return new TokenServer(endpoint, Texts(json, "token_endpoint_auth_methods_supported"));
            }
        }
        catch (JsonException e)
        {
            fault = $"it is no JSON: {e.Message}";
        }

        return null;
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static List<string>? Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Array ? [.. value.EnumerateArray().Where(static one => one.ValueKind is JsonValueKind.String).Select(static one => one.GetString()!)] : null;
}
