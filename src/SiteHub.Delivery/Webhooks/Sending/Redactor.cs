using System.Text;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Takes a webhook's secrets out of what receivers and errors say: some receivers give back what they were sent.</summary>
internal sealed class Redactor
{
    /// <summary>Shorter ones would take ordinary words with them.</summary>
    private const int Shortest = 4;

    private readonly string[] _secrets;

    public Redactor(WebhookDefinition webhook)
        : this(WebhookSecrets.Of(webhook).Concat(webhook.Authentication.OfType<WebhookAuthentication.Basic>().Select(BasicCredentials)))
    {
    }

    private Redactor(IEnumerable<string> secrets) => _secrets =
        [.. secrets.Where(static s => s.Length >= Shortest).SelectMany(static s => new[] { s, Uri.EscapeDataString(s) }).Distinct().OrderByDescending(static s => s.Length)];

    public static string BasicCredentials(WebhookAuthentication.Basic basic) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.User}:{basic.Password}"));

    public Redactor With(string secret) => new(_secrets.Append(secret));

    /// <summary>Whether any of the secrets stands in it.</summary>
    public bool Touches(ReadOnlySpan<byte> text)
    {
        foreach (var secret in _secrets)
        {
            if (text.IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    public string Redact(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, WebhookJson.Hidden, StringComparison.Ordinal);
        }

        // What cannot be printed is of no use to a person, and U+0000 ends a text in SQLite.
        return text.Replace('\0', '\uFFFD');
    }
}
