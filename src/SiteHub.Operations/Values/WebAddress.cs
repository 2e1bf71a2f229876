using System.Net;
using System.Text;
using SiteHub.Delivery.Sending;

namespace SiteHub.Operations.Values;

/// <summary>An address of the web as somebody gives it. Names before an @ are refused everywhere: they may be a password, or pass for the host.</summary>
public static class WebAddress
{
    private const int Longest = 2_000;

    /// <summary>Scheme, host, perhaps a port, nothing behind it.</summary>
    public static Uri? Root(string? text) => Page(text) is { PathAndQuery: "/", Fragment.Length: 0 } url ? url : null;

    /// <summary>http or https, with anything behind the host.</summary>
    public static Uri? Page(string? text) =>
        text is { Length: > 0 and <= Longest } && !HasHidden(text) && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) && url.UserInfo.Length == 0 && !text.Contains('\\', StringComparison.Ordinal)
            ? url
            : null;

    /// <summary>https, or http where it does not leave this machine or the private networks that the operator allowed. Names say nothing of where they lead, so those are meant by address.</summary>
    public static Uri? Safe(string? text, IReadOnlyList<AllowedNetwork> near)
    {
        ArgumentNullException.ThrowIfNull(near);
        return Page(text) is { } url && (url.Scheme == Uri.UriSchemeHttps || url.IsOfThisMachine || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && near.Any(n => n.Allows(address, url.Port))))
            ? url
            : null;
    }

    /// <summary>Uri drops some of these silently, and a reader sees another address than the one that is called.</summary>
    private static bool HasHidden(string text) =>
        !ShownText.IsWellFormed(text) || text.EnumerateRunes().Any(static rune => Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.Format);
}
