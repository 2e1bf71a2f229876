using System.Text.Json.Serialization;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Operations.Receiving;

/// <summary>Somebody else's webhook, taken at <c>/hooks/{name}</c>.</summary>
/// <param name="Name">in the address: a-z, 0-9 and hyphens</param>
/// <param name="Scheme">how it is signed</param>
/// <param name="Secrets">the present one first; those before it with their end</param>
/// <param name="Site">at the hub: where the document goes</param>
/// <param name="User">as whom it is saved</param>
/// <param name="DocType">what it becomes</param>
/// <param name="Match">the field by whose value an existing document is found and changed; null: each becomes a new document</param>
/// <param name="Document">a Liquid template that gives the document as JSON, out of <c>body</c> and <c>headers</c>; what comes out empty is left alone</param>
/// <param name="Key">a Liquid template by whose text a repetition is known; null: the scheme's own id; where there is none, each is worked on</param>
public sealed record Receiver(
    string Id, string Name, bool Enabled, ReceiverScheme Scheme, IReadOnlyList<ReceiverSecret> Secrets, string? Site, string? User, string DocType, string? Match, string Document, string? Key)
{
    /// <summary>How long a replaced secret is taken.</summary>
    public static TimeSpan Overlap => SecretRing.DefaultOverlap;

    /// <summary>The parts of a scheme of the sender's own; null where it is a preset.</summary>
    public SignatureParts? Parts { get; init; }

    [JsonIgnore]
    public SignatureParts Signature => Parts ?? SignaturePresets.Of(Scheme);
}

/// <param name="Text">in clear</param>
/// <param name="Until">null: the present one</param>
public sealed record ReceiverSecret(string Text, DateTimeOffset? Until);

public enum ReceiverScheme
{
    /// <summary>Standard Webhooks, v1 or v1a, also with svix-: with an id and a time, so that neither an old message nor the same twice is taken.</summary>
    Standard,

    /// <summary>X-Frappe-Webhook-Signature, over the body alone.</summary>
    Frappe,

    /// <summary>X-Hub-Signature-256, over the body alone.</summary>
    GitHub,

    /// <summary>X-Gitlab-Token: the secret itself. With a signing token, GitLab sends Standard Webhooks.</summary>
    GitLab,

    /// <summary>X-Shopify-Hmac-Sha256, over the body alone.</summary>
    Shopify,

    /// <summary>Stripe-Signature, over time and body.</summary>
    Stripe,

    /// <summary>X-Slack-Signature, over time and body.</summary>
    Slack,

    /// <summary>By its parts.</summary>
    Custom,
}
