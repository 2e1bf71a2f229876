using System.Text.Json.Nodes;
using SiteHub.Delivery.Tokens;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Features.Admin.Webhooks;

/// <summary>How a webhook's receiver knows who is calling, as a form holds it. A secret that is left empty stays as it is.</summary>
public sealed class AuthenticationForm
{
    /// <summary>v1 or v1a; empty for none.</summary>
    public string? Signs { get; set; }

    public string? SigningSecret { get; set; }

    public bool Frappe { get; set; }

    public string? FrappeSecret { get; set; }

    /// <summary>basic, bearer or oauth2; empty for none.</summary>
    public string? Authorizes { get; set; }

    public string? User { get; set; }

    public string? Password { get; set; }

    public string? Token { get; set; }

    public string? TokenEndpoint { get; set; }

    public string? Issuer { get; set; }

    public string? ClientId { get; set; }

    public string? ClientAuthentication { get; set; }

    public string? ClientSecret { get; set; }

    public string? PrivateKey { get; set; }

    public string? KeyId { get; set; }

    public string? Scope { get; set; }

    public bool Certificate { get; set; }

    public string? Pem { get; set; }

    internal static AuthenticationForm Of(WebhookDefinition webhook)
    {
        var form = new AuthenticationForm();
        foreach (var one in webhook.Authentication)
        {
            switch (one)
            {
                case WebhookAuthentication.V1 or WebhookAuthentication.V1A:
                    form.Signs = one.Type;
                    break;
                case WebhookAuthentication.Frappe:
                    form.Frappe = true;
                    break;
                case WebhookAuthentication.Basic basic:
                    (form.Authorizes, form.User) = (one.Type, basic.User);
                    break;
                case WebhookAuthentication.Bearer:
                    form.Authorizes = one.Type;
                    break;
                case WebhookAuthentication.OAuth2 oauth:
                    (form.Authorizes, form.TokenEndpoint, form.Issuer, form.ClientId, form.KeyId, form.Scope) = (one.Type, oauth.TokenEndpoint, oauth.Issuer, oauth.ClientId, oauth.KeyId, oauth.Scope);
                    form.ClientAuthentication = oauth.Method is { } method ? ClientAuthenticationMethods.NameOf(method) : oauth.PrivateKey is null ? null : ClientAuthenticationMethods.NameOf(ClientAuthenticationMethod.PrivateKeyJwt);
                    break;
                case WebhookAuthentication.MutualTls:
                    form.Certificate = true;
                    break;
            }
        }

        return form;
    }

    /// <summary>The kinds that are chosen, in the order in which the API is given them.</summary>
    internal IReadOnlyList<string> Kinds => [.. new[] { Empty(Signs), Frappe ? "frappe" : null, Empty(Authorizes), Certificate ? "mtls" : null }.OfType<string>()];

    internal JsonArray Json() => new([.. Kinds.Select(kind => (JsonNode)Json(kind))]);

    private JsonObject Json(string kind)
    {
        var json = new JsonObject { ["type"] = kind };
        foreach (var (name, value) in Members(kind))
        {
            if (Empty(value) is { } given)
            {
                json[name] = given;
            }
        }

        return json;
    }

    private (string Name, string? Value)[] Members(string kind) => kind switch
    {
        "v1" or "v1a" => [("secret", SigningSecret)],
        "frappe" => [("secret", FrappeSecret)],
        "basic" => [("user", User), ("password", Password)],
        "bearer" => [("token", Token)],
        "oauth2" =>
        [
            ("tokenEndpoint", TokenEndpoint), ("issuer", Issuer), ("clientId", ClientId), ("clientAuthentication", ClientAuthentication), ("scope", Scope),
            .. ClientAuthentication == "private_key_jwt" ? new[] { ("privateKey", PrivateKey), ("keyId", KeyId) } : [("clientSecret", ClientSecret)],
        ],
        "mtls" => [("pem", Pem)],
        _ => [],
    };

    private static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
