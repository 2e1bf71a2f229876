using SiteHub.Delivery.Tokens;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Webhooks;

/// <summary>The secrets in a definition: where they come from when they are not given, and how they are replaced.</summary>
public static class WebhookSecrets
{
    private const string Anew = "the secret itself, given once more: the webhook goes to another host (or its tokens come from another one), and its secrets do not follow it there by themselves";

    /// <summary>
    /// Fills in what was not given: from the definition that it replaces, where that has the same kind of authentication and goes to the same place; for a signature,
    /// else, a fresh one. A header shown as <c>***</c> keeps its value. A signing secret other than the one before is a rotation: the old one signs on for 24 h.
    /// Secrets do not follow a webhook to another origin: whoever may change its address would otherwise have them sent to themselves.
    /// </summary>
    public static WebhookDefinition Complete(WebhookDefinition webhook, WebhookDefinition? before, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        var move = WebhookMove.Of(webhook, before);
        return webhook with
        {
            Authentication = [.. webhook.Authentication.Select(a => Complete(a, move.TakesAlong(a) ? Same(a, before) : null, now))],
            Headers = [.. webhook.Headers.Select(h => h.Value == WebhookJson.Hidden ? h with { Value = (move.TakesHeaders ? Old(before, h.Name) : null) ?? "" } : h)],
        };
    }

    /// <summary>What would have to be given anew, since the webhook moves to another origin.</summary>
    /// <param name="given">as it was read, before <see cref="Complete(WebhookDefinition, WebhookDefinition?, DateTimeOffset)"/></param>
    /// <param name="before">the definition that it replaces</param>
    public static IReadOnlyList<Fault> LeftBehind(WebhookDefinition given, WebhookDefinition? before)
    {
        ArgumentNullException.ThrowIfNull(given);
        var move = WebhookMove.Of(given, before);
        var faults = new List<Fault>();
        foreach (var (i, one) in given.Authentication.Index())
        {
            if (Same(one, before) is not null && !move.TakesAlong(one) && SecretMember(one) is { } member)
            {
                faults.Add(new Fault($"authentication[{i}].{member}", null, Anew));
            }
        }

        foreach (var (i, header) in given.Headers.Index())
        {
            if (header.Value == WebhookJson.Hidden && !move.TakesHeaders)
            {
                faults.Add(new Fault($"headers[{i}].value", null, Anew));
            }
        }

        return faults;
    }

    /// <summary>Replaces the signing secret; the old one signs on for the overlap (24 h if null).</summary>
    /// <exception cref="InvalidOperationException">the webhook does not sign</exception>
    public static WebhookDefinition Rotate(WebhookDefinition webhook, SigningSecret? next, DateTimeOffset now, TimeSpan? overlap = null)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        return webhook.Authentication.Any(static a => a is WebhookAuthentication.V1 or WebhookAuthentication.V1A)
            ? webhook with { Authentication = [.. webhook.Authentication.Select(a => Rotate(a, next, now, overlap))] }
            : throw new InvalidOperationException($"The webhook {webhook.Name} has no signing secret.");
    }

    /// <summary>Every secret in clear, so that it can be taken out of what is shown.</summary>
    public static IEnumerable<string> Of(WebhookDefinition webhook)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        return webhook.Authentication.SelectMany(static a => a switch
        {
            WebhookAuthentication.V1 { Secrets: { } ring } => ring.Secrets.Select(static s => s.Secret.Text),
            WebhookAuthentication.V1A { Secrets: { } ring } => ring.Secrets.Select(static s => s.Secret.Text),
            WebhookAuthentication.Frappe frappe => [frappe.Secret ?? ""],
            WebhookAuthentication.Basic basic => [basic.Password ?? ""],
            WebhookAuthentication.Bearer bearer => [bearer.Token ?? ""],
            WebhookAuthentication.OAuth2 oauth => [oauth.ClientSecret ?? "", oauth.PrivateKey ?? ""],
            _ => Enumerable.Empty<string>(),
        }).Concat(webhook.Headers.Where(static h => h.IsSecret).Select(static h => h.Value));
    }

    private static WebhookAuthentication? Same(WebhookAuthentication one, WebhookDefinition? before) => before?.Authentication.FirstOrDefault(b => b.Type == one.Type);

    /// <summary>Its member for the secret, where that was not given.</summary>
    private static string? SecretMember(WebhookAuthentication one) => one switch
    {
        WebhookAuthentication.V1 { Secrets: null } or WebhookAuthentication.V1A { Secrets: null } or WebhookAuthentication.Frappe { Secret: null } => "secret",
        WebhookAuthentication.Basic { Password: null } => "password",
        WebhookAuthentication.Bearer { Token: null } => "token",
        WebhookAuthentication.OAuth2 { ClientSecret: null, PrivateKey: null } oauth => oauth.Method is ClientAuthenticationMethod.PrivateKeyJwt ? "privateKey" : "clientSecret",
        WebhookAuthentication.MutualTls { Pem: null } => "pem",
        _ => null,
    };

    private static string? Old(WebhookDefinition? before, string header) =>
        before?.Headers.FirstOrDefault(h => h.Name.Equals(header, StringComparison.OrdinalIgnoreCase))?.Value;

    private static WebhookAuthentication Complete(WebhookAuthentication one, WebhookAuthentication? before, DateTimeOffset now) => (one, before) switch
    {
        (WebhookAuthentication.V1 given, var b) => given with { Secrets = Ring(given.Secrets, (b as WebhookAuthentication.V1)?.Secrets, now) ?? new(SigningSecret.GenerateSymmetric()) },
        (WebhookAuthentication.V1A given, var b) => given with { Secrets = Ring(given.Secrets, (b as WebhookAuthentication.V1A)?.Secrets, now) ?? new(SigningSecret.GenerateEd25519()) },
        (WebhookAuthentication.Frappe given, WebhookAuthentication.Frappe old) => given with { Secret = given.Secret ?? old.Secret },
        (WebhookAuthentication.Basic given, WebhookAuthentication.Basic old) => given with { Password = given.Password ?? old.Password },
        (WebhookAuthentication.Bearer given, WebhookAuthentication.Bearer old) => given with { Token = given.Token ?? old.Token },
        (WebhookAuthentication.OAuth2 given, WebhookAuthentication.OAuth2 old) => Client(given, old),
        (WebhookAuthentication.MutualTls given, WebhookAuthentication.MutualTls old) => given with { Pem = given.Pem ?? old.Pem },
        _ => one,
    };

    /// <summary>One of the two stays, where neither is given: that which the method takes.</summary>
    private static WebhookAuthentication.OAuth2 Client(WebhookAuthentication.OAuth2 given, WebhookAuthentication.OAuth2 old)
    {
        if (given.ClientSecret is not null || given.PrivateKey is not null)
        {
            return given;
        }

        return given.Method switch
        {
            null => given with { ClientSecret = old.ClientSecret, PrivateKey = old.PrivateKey },
            ClientAuthenticationMethod.PrivateKeyJwt => given with { PrivateKey = old.PrivateKey },
            _ => given with { ClientSecret = old.ClientSecret },
        };
    }

    private static SecretRing? Ring(SecretRing? given, SecretRing? old, DateTimeOffset now) =>
        given is null || given.Secrets.Count > 1 || old is null ? given ?? old : given.Current.Text == old.Current.Text ? old : old.Rotate(given.Current, now);

    private static WebhookAuthentication Rotate(WebhookAuthentication one, SigningSecret? next, DateTimeOffset now, TimeSpan? overlap) => one switch
    {
        WebhookAuthentication.V1 { Secrets: { } ring } v1 => v1 with { Secrets = ring.Rotate(next ?? SigningSecret.GenerateSymmetric(), now, overlap) },
        WebhookAuthentication.V1A { Secrets: { } ring } v1a => v1a with { Secrets = ring.Rotate(next ?? SigningSecret.GenerateEd25519(), now, overlap) },
        _ => one,
    };
}
