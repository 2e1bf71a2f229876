using System.Security.Cryptography;
using SiteHub.Delivery.Tokens;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Webhooks;

internal static class WebhookAuthenticationCheck
{
    public static void Check(IReadOnlyList<WebhookAuthentication> authentication, FaultList faults)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        string? authorizes = null;
        foreach (var (i, one) in authentication.Index())
        {
            var path = $"authentication[{i}]";
            faults.Unless(types.Add(one.Type), $"{path}.type", one.Type, "each kind once");
            if (one.Authorizes)
            {
                faults.Unless(authorizes is null, $"{path}.type", one.Type, $"one that does not fill Authorization, as \"{authorizes}\" does already");
                authorizes = one.Type;
            }

            Secrets(one, path, faults);
        }

        faults.Unless(!(types.Contains("v1") && types.Contains("v1a")), "authentication", "v1, v1a", "one of v1 and v1a; a rotation may lead from one to the other");
    }

    private static void Secrets(WebhookAuthentication one, string path, FaultList faults)
    {
        switch (one)
        {
            case WebhookAuthentication.V1 { Secrets: { } ring }:
                faults.Unless(ring.Current.Text.StartsWith("whsec_", StringComparison.Ordinal), $"{path}.secret", null, "a secret for v1, which begins with whsec_");
                break;
            case WebhookAuthentication.V1A { Secrets: { } ring }:
                faults.Unless(ring.Current.Text.StartsWith("whsk_", StringComparison.Ordinal), $"{path}.secret", null, "a secret for v1a, which begins with whsk_");
                break;
            case WebhookAuthentication.Frappe frappe:
                faults.Unless(frappe.Secret is { Length: > 0 }, $"{path}.secret", null, "the secret that the receiver knows");
                break;
            case WebhookAuthentication.Basic basic:
                faults.Unless(
                    basic.User.Length > 0 && !basic.User.Contains(':', StringComparison.Ordinal) && !basic.User.Any(char.IsControl), $"{path}.user", basic.User, "a user without a colon");
                faults.Unless(basic.Password is not null && !basic.Password.Any(char.IsControl), $"{path}.password", null, "a password");
                break;
            case WebhookAuthentication.Bearer bearer:
                faults.Unless(IsToken(bearer.Token), $"{path}.token", null, "a token: visible ASCII characters without spaces");
                break;
            case WebhookAuthentication.OAuth2 oauth:
                Client(oauth, path, faults);
                break;
            case WebhookAuthentication.MutualTls tls:
                Certificate(tls.Pem, $"{path}.pem", faults);
                break;
        }
    }

    private static void Client(WebhookAuthentication.OAuth2 oauth, string path, FaultList faults)
    {
        faults.Unless(oauth.Issuer is null || oauth.TokenEndpoint is null, $"{path}.tokenEndpoint", oauth.TokenEndpoint, "tokenEndpoint or issuer, of which the second tells the first");
        faults.Unless(oauth.Server.Length > 0, $"{path}.tokenEndpoint", null, "where tokens are given, such as https://login.example.com/token; or issuer, whose discovery tells it");
        faults.Try($"{path}.tokenEndpoint", oauth.TokenEndpoint, static u => UrlTemplate.Parse(u, dynamic: false));
        faults.Try($"{path}.issuer", oauth.Issuer, static u => UrlTemplate.Parse(u, dynamic: false));
        faults.Unless(oauth.Issuer is null || !oauth.Issuer.Contains('?', StringComparison.Ordinal), $"{path}.issuer", oauth.Issuer, "an address without a query");
        faults.Unless(oauth.ClientId.Length > 0, $"{path}.clientId", null, "the client's id");
        if (oauth.Method is ClientAuthenticationMethod.PrivateKeyJwt || oauth.PrivateKey is not null)
        {
            var wrong = ClientAssertion.FaultOf(oauth.PrivateKey);
            faults.Unless(wrong is null, $"{path}.privateKey", null, $"a private key without a password, in PEM ({wrong})");
            faults.Unless(oauth.ClientSecret is null, $"{path}.clientSecret", null, "a secret or a private key, and not both");
            faults.Unless(
                oauth.Method is null or ClientAuthenticationMethod.PrivateKeyJwt, $"{path}.clientAuthentication", oauth.Method is { } method ? ClientAuthenticationMethods.NameOf(method) : null, "private_key_jwt, since there is a private key");
        }
        else
        {
            faults.Unless(oauth.ClientSecret is { Length: > 0 }, $"{path}.clientSecret", null, "the client's secret");
        }
    }

    private static bool IsToken(string? token) => token is { Length: > 0 } && token.All(static c => c is > ' ' and < (char)127);

    private static void Certificate(string? pem, string path, FaultList faults)
    {
        try
        {
            using var certificate = ClientCertificate.Read(pem ?? "");
        }
        catch (CryptographicException e)
        {
            faults.Add(path, null, $"a certificate and its private key without a password, in PEM ({e.Message})");
        }
    }
}
