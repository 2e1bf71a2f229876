using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Values;
using SiteHub.Protocol.Signatures;
using Fault = SiteHub.Operations.Problems.Fault;

namespace SiteHub.Operations.Receiving;

/// <summary>A receiver as somebody sent it; the members are those of <see cref="Receiver"/>.</summary>
internal sealed record GivenReceiver(
    string? Name, bool? Enabled, string? Scheme, string? Secret, string? Site, string? User, string? DocType, string? Match, string? Document, string? Key, GivenSignature? Signature = null)
{
    public const string Hidden = "***";

    /// <summary>What was shown may be sent back as it is.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; init; }

    /// <param name="before">what it replaces; its secret stays where none is given</param>
    /// <param name="now">a replaced secret is taken for a day from here</param>
    public (Receiver? Receiver, List<Fault> Faults) Read(Receiver? before, DateTimeOffset now)
    {
        var faults = new List<Fault>();
        faults.AddRange((More?.Keys ?? Enumerable.Empty<string>()).Except(["id", "url", "created", "updated"]).Select(static unknown =>
            new Fault(unknown, null, "one of name, enabled, scheme, signature, secret, site, user, docType, match, document, key")));
        if (!Slug.IsName(Name, 60))
        {
            faults.Add(new Fault("name", Name, "a-z, 0-9 and hyphens, beginning with a letter, up to 60 characters: it stands in the address"));
        }

        var scheme = SignaturePresets.Find(Scheme?.ToLowerInvariant()) ?? default;
        if (SignaturePresets.Find(Scheme?.ToLowerInvariant()) is null)
        {
            faults.Add(new Fault("scheme", Scheme, $"{string.Join(", ", SignaturePresets.Names)} or custom"));
        }

        var parts = Parts(scheme, faults);

        var given = Secret is null or Hidden ? null : Secret;
        if (given is not null && scheme == ReceiverScheme.Standard && !VerifyingKey.TryParse(given, out _, out var wrong))
        {
            faults.Add(new Fault("secret", null, $"whsec_…, or whpk_… for v1a: {wrong}"));
        }
        else if (given is { Length: < 16 })
        {
            faults.Add(new Fault("secret", null, "at least 16 characters; without one, one is made"));
        }

        if (string.IsNullOrWhiteSpace(DocType))
        {
            faults.Add(new Fault("docType", DocType, "what the documents become"));
        }

        if (User is not null && EmailAddress.Parse(User) is null)
        {
            faults.Add(new Fault("user", User, EmailAddress.Expected));
        }

        var kept = before is not null && before.Scheme == scheme ? before.Secrets : [];
        if (given is null && kept.Count == 0 && scheme is not ReceiverScheme.Custom && SignaturePresets.Of(scheme).SecretIsTheSenders)
        {
            faults.Add(new Fault("secret", null, "the signing secret that the sender shows for this webhook"));
        }

        Template("document", Document ?? "", required: true, faults);
        Template("key", Key, required: false, faults);
        if (faults.Count > 0)
        {
            return (null, faults);
        }

        var secrets = given is not null && (kept.Count == 0 || kept[0].Text != given) ? Rotated(kept, given, now) : kept.Count > 0 ? kept : [new ReceiverSecret(NewSecret(scheme), null)];
        return (new Receiver(before?.Id ?? "rcv_" + Guid.CreateVersion7(now).ToString("N"), Name!, Enabled ?? true, scheme, secrets, Site, EmailAddress.Parse(User)?.Text, DocType!, Match, Document!, Key) { Parts = parts }, faults);
    }

    private SignatureParts? Parts(ReceiverScheme scheme, List<Fault> faults)
    {
        if (scheme is ReceiverScheme.Custom)
        {
            if (Signature is not null)
            {
                return Signature.Read(faults);
            }

            faults.Add(new Fault("signature", null, "how the sender signs, such as {\"header\": \"X-Acme-Signature\", \"signs\": \"{body}\", \"encoding\": \"hex\"}"));
        }
        else if (Signature is not null)
        {
            faults.Add(new Fault("signature", null, $"nothing, since it is known how {Scheme} signs; with the scheme custom, its parts"));
        }

        return null;
    }

    public static IReadOnlyList<ReceiverSecret> Rotated(IReadOnlyList<ReceiverSecret> before, string next, DateTimeOffset now) =>
        [new(next, null), .. before.Where(secret => secret.Until is null || secret.Until > now).Select(secret => secret with { Until = secret.Until ?? now + Receiver.Overlap })];

    public static string NewSecret(ReceiverScheme scheme) =>
        scheme == ReceiverScheme.Standard ? SigningSecret.GenerateSymmetric().Text : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    private static void Template(string member, string? template, bool required, List<Fault> faults)
    {
        if (string.IsNullOrWhiteSpace(template))
        {
            if (required)
            {
                faults.Add(new Fault(member, null, "a Liquid template that gives the document as JSON, such as {\"subject\": {{ body.title | json }}}"));
            }

            return;
        }

        try
        {
            _ = LiquidTemplate.Parse(template);
        }
        catch (FormatException e)
        {
            faults.Add(new Fault(member, null, $"a Liquid template: {e.Message}"));
        }
    }
}
