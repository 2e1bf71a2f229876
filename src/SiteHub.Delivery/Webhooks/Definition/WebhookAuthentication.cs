using SiteHub.Delivery.Tokens;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Webhooks;

/// <summary>
/// How the receiver knows who is calling. A webhook may have several, of which at most one fills <c>Authorization</c>; none is an empty list.
/// A secret that is null was not given: it is taken from the definition before, or (for a signature) made.
/// </summary>
public abstract record WebhookAuthentication
{
    private WebhookAuthentication()
    {
    }

    /// <summary>Its name in JSON.</summary>
    public abstract string Type { get; }

    /// <summary>Whether it fills the header <c>Authorization</c>.</summary>
    public virtual bool Authorizes => false;

    /// <summary>Never the secrets.</summary>
    public sealed override string ToString() => Type;

    /// <summary>Standard Webhooks, HMAC-SHA256.</summary>
    public sealed record V1(SecretRing? Secrets) : WebhookAuthentication
    {
        public override string Type => "v1";
    }

    /// <summary>Standard Webhooks, Ed25519.</summary>
    public sealed record V1A(SecretRing? Secrets) : WebhookAuthentication
    {
        public override string Type => "v1a";
    }

    /// <summary><c>X-Frappe-Webhook-Signature</c>, for receivers that were written for Frappe.</summary>
    public sealed record Frappe(string? Secret) : WebhookAuthentication
    {
        public override string Type => "frappe";
    }

    /// <summary>RFC 7617.</summary>
    public sealed record Basic(string User, string? Password) : WebhookAuthentication
    {
        public override string Type => "basic";

        public override bool Authorizes => true;
    }

    /// <summary>RFC 6750.</summary>
    public sealed record Bearer(string? Token) : WebhookAuthentication
    {
        public override string Type => "bearer";

        public override bool Authorizes => true;
    }

    /// <summary>OAuth 2.0 client credentials (RFC 6749, section 4.4); the token is stored sealed and renewed ahead of its end.</summary>
    /// <param name="TokenEndpoint">null where the issuer says it</param>
    /// <param name="ClientId">the client's name there</param>
    /// <param name="ClientSecret">null where a key signs</param>
    /// <param name="Scope">null for what the client has by itself</param>
    public sealed record OAuth2(string? TokenEndpoint, string ClientId, string? ClientSecret, string? Scope) : WebhookAuthentication
    {
        public override string Type => "oauth2";

        /// <summary>Whose discovery tells the token endpoint, and how clients show themselves there.</summary>
        public string? Issuer { get; init; }

        /// <summary>Null: as the issuer's discovery says, else <c>client_secret_basic</c>, or <c>private_key_jwt</c> where there is a key.</summary>
        public ClientAuthenticationMethod? Method { get; init; }

        /// <summary>For <c>private_key_jwt</c>, in PEM without a password.</summary>
        public string? PrivateKey { get; init; }

        public string? KeyId { get; init; }

        /// <summary>Who is asked for tokens.</summary>
        public string Server => Issuer ?? TokenEndpoint ?? "";

        public override bool Authorizes => true;
    }

    /// <summary>A client certificate.</summary>
    /// <param name="Pem">the certificate, those it was issued under, and its private key without a password</param>
    public sealed record MutualTls(string? Pem) : WebhookAuthentication
    {
        public override string Type => "mtls";
    }
}
