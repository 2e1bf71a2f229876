using System.Text;

namespace SiteHub.Delivery.Webhooks;

/// <summary>
/// A webhook's URL. Scheme, host and port are fixed, so that no document decides where something is sent; in path and query each value is
/// percent-encoded whole (RFC 3986, section 2), and can become neither a separator nor a step up.
/// </summary>
internal sealed class UrlTemplate
{
    private const string AllowedInLiteral = "-._~:/?#[]@!$&'()*+,;=%";

    private readonly PlaceholderTemplate _template;

    private UrlTemplate(PlaceholderTemplate template, Uri origin)
    {
        _template = template;
        Origin = origin;
    }

    /// <summary>Scheme, host and port.</summary>
    public Uri Origin { get; }

    /// <exception cref="FormatException">what was found and expected</exception>
    public static UrlTemplate Parse(string url, bool dynamic)
    {
        if (url.Any(char.IsControl))
        {
            throw new FormatException("a URL holds no control characters, line breaks among them");
        }

        var slashes = url.IndexOf("://", StringComparison.Ordinal);
        var end = slashes < 0 ? -1 : url.AsSpan(slashes + 3).IndexOfAny("/?#");
        var authority = end < 0 ? url : url[..(slashes + 3 + end)];
        if (slashes > 0 && authority.Contains("{{", StringComparison.Ordinal))
        {
            throw new FormatException("scheme, host and port are fixed; placeholders may stand in path and query");
        }

        if (slashes < 0 || !Uri.TryCreate(authority, UriKind.Absolute, out var origin) || origin.Scheme is not ("http" or "https") || origin.Host.Length == 0)
        {
            throw new FormatException("an absolute address with a host, like https://example.com/hooks");
        }

        if (origin.UserInfo.Length > 0)
        {
            throw new FormatException("user and password do not stand in a URL, where logs would show them; use the authentication \"basic\"");
        }

        if (url.Contains('#', StringComparison.Ordinal))
        {
            throw new FormatException("a fragment (#) is never sent; leave it out");
        }

        var rest = end < 0 ? "/" : url[authority.Length..];
        var text = AuthorityOf(origin) + (rest[0] == '?' ? "/" + rest : rest);
        return new UrlTemplate(dynamic ? PlaceholderTemplate.Parse(text) : PlaceholderTemplate.Literal(text), origin);
    }

    /// <summary>With the host as the name service knows it (RFC 5891); the rest as it is. What is no address stays, and is a fault elsewhere.</summary>
    public static string WithAsciiHost(string url)
    {
        var slashes = url.IndexOf("://", StringComparison.Ordinal);
        var end = slashes < 0 ? -1 : url.AsSpan(slashes + 3).IndexOfAny("/?#");
        var authority = end < 0 ? url : url[..(slashes + 3 + end)];
        return slashes > 0 && !Ascii.IsValid(authority) && Uri.TryCreate(authority, UriKind.Absolute, out var origin) && origin is { Scheme: "http" or "https", UserInfo.Length: 0 }
            ? AuthorityOf(origin) + url[authority.Length..]
            : url;
    }

    public Uri Render(Func<string[], string> value)
    {
        var text = new StringBuilder();
        foreach (var part in _template.Parts)
        {
            if (part.Text is { } literal)
            {
                AppendLiteral(text, literal);
            }
            else
            {
                AppendValue(text, value(part.Path));
            }
        }

        // Canonicalisation would take back some of the encoding, and fold dots.
        return new Uri(text.ToString(), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private static string AuthorityOf(Uri origin)
    {
        var host = origin.HostNameType is UriHostNameType.IPv6 ? origin.Host : origin.IdnHost;
        return Ascii.IsValid(host)
            ? $"{origin.Scheme}://{host}{(origin.IsDefaultPort ? "" : $":{origin.Port}")}"
            : throw new FormatException($"a host that the name service can know; {origin.Host} has no such form");
    }

    private static void AppendLiteral(StringBuilder text, string literal)
    {
        foreach (var rune in literal.EnumerateRunes())
        {
            if (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || AllowedInLiteral.Contains((char)rune.Value, StringComparison.Ordinal)))
            {
                text.Append((char)rune.Value);
            }
            else
            {
                text.Append(Uri.EscapeDataString(rune.ToString()));
            }
        }
    }

    private static void AppendValue(StringBuilder text, string value) =>
        text.Append(value is "." or ".." ? value.Replace(".", "%2E", StringComparison.Ordinal) : Uri.EscapeDataString(value));
}
