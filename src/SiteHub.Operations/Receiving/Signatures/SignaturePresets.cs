using SiteHub.Protocol.Signatures;

namespace SiteHub.Operations.Receiving;

/// <summary>How those sign of whom it is known.</summary>
public static class SignaturePresets
{
    public const string GitHubHeader = "X-Hub-Signature-256";

    private static readonly Dictionary<ReceiverScheme, SignatureParts> All = new()
    {
        [ReceiverScheme.Standard] = new(SignatureAlgorithm.StandardWebhooks, SignatureHeaders.SignatureName) { IdHeader = SignatureHeaders.IdName, TimestampHeader = SignatureHeaders.TimestampName },
        [ReceiverScheme.Frappe] = new(SignatureAlgorithm.HmacSha256, FrappeSignature.HeaderName) { Encoding = SignatureEncoding.Base64 },
        [ReceiverScheme.GitHub] = new(SignatureAlgorithm.HmacSha256, GitHubHeader) { Prefix = "sha256=", IdHeader = "X-GitHub-Delivery" },
        [ReceiverScheme.GitLab] = new(SignatureAlgorithm.Token, "X-Gitlab-Token") { IdHeader = "Idempotency-Key" },
        [ReceiverScheme.Shopify] = new(SignatureAlgorithm.HmacSha256, "X-Shopify-Hmac-Sha256") { Encoding = SignatureEncoding.Base64, IdHeader = "X-Shopify-Webhook-Id", SecretIsTheSenders = true },
        [ReceiverScheme.Stripe] = new(SignatureAlgorithm.HmacSha256, "Stripe-Signature") { Signs = "{timestamp}.{body}", Member = "v1", TimestampMember = "t", IdMember = "id", SecretIsTheSenders = true },
        [ReceiverScheme.Slack] = new(SignatureAlgorithm.HmacSha256, "X-Slack-Signature")
        {
            Signs = "v0:{timestamp}:{body}", Prefix = "v0=", TimestampHeader = "X-Slack-Request-Timestamp", IdMember = "event_id", SecretIsTheSenders = true,
        },
    };

    public static IReadOnlyList<string> Names { get; } = [.. All.Keys.Select(NameOf)];

    public static string NameOf(ReceiverScheme scheme) => scheme.ToString().ToLowerInvariant();

    /// <returns>null: there is none of that name</returns>
    public static ReceiverScheme? Find(string? name) =>
        Enum.GetValues<ReceiverScheme>().Where(scheme => NameOf(scheme) == name).Select(static scheme => (ReceiverScheme?)scheme).FirstOrDefault();

    /// <param name="scheme">not <see cref="ReceiverScheme.Custom"/></param>
    public static SignatureParts Of(ReceiverScheme scheme) => All[scheme];
}
