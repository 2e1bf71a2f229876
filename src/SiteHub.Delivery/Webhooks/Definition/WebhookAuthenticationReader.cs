using System.Text.Json;
using SiteHub.Delivery.Tokens;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Webhooks;

internal static class WebhookAuthenticationReader
{
    public static WebhookAuthentication? Read(Members one)
    {
        WebhookAuthentication? read = one.Text("type", required: true) switch
        {
            "v1" => new WebhookAuthentication.V1(Ring(one)),
            "v1a" => new WebhookAuthentication.V1A(Ring(one)),
            "frappe" => new WebhookAuthentication.Frappe(Secret("secret")),
            "basic" => new WebhookAuthentication.Basic(one.Text("user") ?? "", Secret("password")),
            "bearer" => new WebhookAuthentication.Bearer(Secret("token")),
            "oauth2" => new WebhookAuthentication.OAuth2(Address("tokenEndpoint"), one.Text("clientId") ?? "", Secret("clientSecret"), one.Text("scope"))
            {
                Issuer = Address("issuer"), Method = Method(one), PrivateKey = Secret("privateKey"), KeyId = one.Text("keyId"),
            },
            "mtls" => new WebhookAuthentication.MutualTls(Secret("pem")),
            null => null,
            var other => one.Unknown<WebhookAuthentication>("type", other, "v1, v1a, frappe, basic, bearer, oauth2, mtls"),
        };
        if (read is not null)
        {
            one.Close();
        }

        return read;

        string? Address(string name) => one.Text(name) is { } address ? UrlTemplate.WithAsciiHost(address) : null;

        string? Secret(string name) => one.Text(name) is { } secret && secret != WebhookJson.Hidden ? secret : null;
    }

    private static ClientAuthenticationMethod? Method(Members one)
    {
        var name = one.Text("clientAuthentication");
        var found = ClientAuthenticationMethods.Find(name);
        if (name is not null && found is null)
        {
            one.Fault("clientAuthentication", name, string.Join(", ", ClientAuthenticationMethods.Names));
        }

        return found;
    }

    private static SecretRing? Ring(Members one)
    {
        if (one.Any("secrets") is { } stored)
        {
            try
            {
                return SecretRing.FromJson(stored.GetRawText());
            }
            catch (FormatException e)
            {
                one.Fault("secrets", null, e.Message);
                return null;
            }
        }

        if (one.Text("secret") is not { } text || text == WebhookJson.Hidden)
        {
            return null;
        }

        if (!SigningSecret.TryParse(text, out var secret, out var fault))
        {
            one.Fault("secret", null, fault!);
            return null;
        }

        return new SecretRing(secret!);
    }
}
