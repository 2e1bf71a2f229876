namespace SiteHub.Delivery.Tokens;

/// <summary>How a client shows at another's token endpoint that it is who it says (OpenID Connect Core 1.0, section 9).</summary>
public enum ClientAuthenticationMethod
{
    /// <summary>Its secret as the password of HTTP's Basic. What RFC 6749, section 2.3.1 has every endpoint take.</summary>
    ClientSecretBasic,

    /// <summary>Its secret in the form.</summary>
    ClientSecretPost,

    /// <summary>A token that it signs with a key of its own (RFC 7523): no secret goes over the wire.</summary>
    PrivateKeyJwt,
}

/// <summary>The names that the standards give them.</summary>
public static class ClientAuthenticationMethods
{
    private static readonly (string Name, ClientAuthenticationMethod Method)[] All =
    [
        ("client_secret_basic", ClientAuthenticationMethod.ClientSecretBasic),
        ("client_secret_post", ClientAuthenticationMethod.ClientSecretPost),
        ("private_key_jwt", ClientAuthenticationMethod.PrivateKeyJwt),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(static known => known.Name)];

    public static string NameOf(ClientAuthenticationMethod method) => All.Single(known => known.Method == method).Name;

    /// <returns>null: none of the three</returns>
    public static ClientAuthenticationMethod? Find(string? name) =>
        All.Where(known => known.Name == name).Select(static known => (ClientAuthenticationMethod?)known.Method).FirstOrDefault();

    /// <summary>What a client may use where a server says what it takes. A server that does not say takes Basic (OpenID Connect Discovery 1.0, section 3).</summary>
    /// <param name="taken">the server's <c>token_endpoint_auth_methods_supported</c>; null where it has none</param>
    /// <param name="hasKey">the client has a key to sign with, and not a secret</param>
    /// <returns>null: they have none in common</returns>
    public static ClientAuthenticationMethod? Choose(IReadOnlyCollection<string>? taken, bool hasKey)
    {
        var mine = hasKey ? [ClientAuthenticationMethod.PrivateKeyJwt] : new[] { ClientAuthenticationMethod.ClientSecretBasic, ClientAuthenticationMethod.ClientSecretPost };
        return taken is null ? mine[0] : mine.Where(method => taken.Contains(NameOf(method))).Select(static method => (ClientAuthenticationMethod?)method).FirstOrDefault();
    }
}
