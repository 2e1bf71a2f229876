using System.Globalization;
using System.Text;

namespace SiteHub.Operations.Values;

/// <summary>
/// An e-mail address in the one form under which it is stored, counted and compared: NFKC, small letters, the host in ASCII. Two texts that a mail
/// system takes for one address are one here, and what is none, or one that no mail server is sure to take, is not made.
/// </summary>
public sealed record EmailAddress
{
    private const int Longest = 254;
    private const int LongestLocal = 64;
    private const int LongestLabel = 63;

    public const string Expected = "an e-mail address, such as nora@lakeside.example";

    private static readonly IdnMapping Hosts = new() { UseStd3AsciiRules = true };

    private EmailAddress(string local, string host)
    {
        Text = $"{local}@{host}";
        Host = host;
    }

    public string Text { get; }

    public string Host { get; }

    /// <returns>null: it is none</returns>
    public static EmailAddress? Parse(string? text)
    {
        if (text is null || text.Length > Longest || !ShownText.IsWellFormed(text))
        {
            return null;
        }

        // The Kelvin sign and full-width letters become their plain ones here: otherwise each spelling would have tries of its own.
        var canonical = text.Trim(' ').Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        var at = canonical.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || at != canonical.LastIndexOf('@') || !IsLocal(canonical[..at]) || HostOf(canonical[(at + 1)..]) is not { } host)
        {
            return null;
        }

        return at + 1 + host.Length <= Longest ? new EmailAddress(canonical[..at], host) : null;
    }

    /// <returns>the name of a host in ASCII and small letters; null: it is none</returns>
    public static string? HostOf(string? text)
    {
        if (text is not { Length: > 0 and <= Longest } || !ShownText.IsWellFormed(text))
        {
            return null;
        }

        try
        {
            var host = Hosts.GetAscii(text.Normalize(NormalizationForm.FormKC)).ToLowerInvariant();

            // What is written as xn-- must be what its own letters are written as: another spelling would be another account.
            return host.Length < Longest && IsHost(host) && Hosts.GetAscii(Hosts.GetUnicode(host)).Equals(host, StringComparison.OrdinalIgnoreCase) ? host : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public override string ToString() => Text;

    /// <summary>A dot-atom of RFC 5322, section 3.2.3, without its comments; others need SMTPUTF8 or quotes, which many servers refuse.</summary>
    private static bool IsLocal(string local) =>
        local.Length <= LongestLocal && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal)
        && local.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal));

    private static bool IsHost(string host)
    {
        var labels = host.Split('.');
        return labels.All(static label => label.Length is > 0 and <= LongestLabel && label[0] != '-' && label[^1] != '-' && label.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            && !labels[^1].All(char.IsAsciiDigit);
    }
}
