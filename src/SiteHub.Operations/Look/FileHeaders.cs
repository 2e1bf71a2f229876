using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using SiteHub.Operations.Values;

namespace SiteHub.Operations.Look;

/// <summary>The headers under which somebody's file is given to a browser: all ours, whatever it is and whoever brought it. It is nobody's to keep.</summary>
public static class FileHeaders
{
    /// <param name="response">not begun</param>
    /// <param name="name">made by <see cref="FileName"/></param>
    /// <param name="type">one of <see cref="FileTypes"/>, or a page's</param>
    /// <param name="length">null: not known before its end</param>
    /// <param name="isPage">it is looked at and not saved</param>
    public static void Set(HttpResponse response, string name, string type, long? length, bool isPage = false)
    {
        ArgumentNullException.ThrowIfNull(response);
        var headers = response.Headers;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = type;
        response.ContentLength = length;
        headers.ContentDisposition = isPage ? "inline" : Disposition(name);
        headers.CacheControl = "no-store, private";
        headers.Pragma = "no-cache";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";

        // Whatever it is, it runs nothing, fetches nothing and sends nothing, and is of no origin. A page that is printed may have its styles.
        headers.ContentSecurityPolicy = $"sandbox; default-src 'none'; {(isPage ? "style-src 'unsafe-inline'; " : "")}base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    /// <summary>RFC 6266 with RFC 8187: what every browser understands, and beside it the name as it is.</summary>
    private static string Disposition(string name)
    {
        var plain = string.Create(name.Length, name, static (plain, name) =>
        {
            for (var i = 0; i < name.Length; i++)
            {
                plain[i] = name[i] is >= ' ' and <= '~' and not ('"' or '\\' or '%' or ';') ? name[i] : '_';
            }
        });
        return $"attachment; filename=\"{plain}\"; filename*=UTF-8''{Encoded(name)}";
    }

    /// <summary>RFC 8187, section 3.2.1: everything but attr-char goes by its bytes.</summary>
    private static string Encoded(string name)
    {
        var encoded = new StringBuilder(name.Length * 3);
        foreach (var one in Encoding.UTF8.GetBytes(name))
        {
            var isPlain = char.IsAsciiLetterOrDigit((char)one) || "!#$&+-.^_`|~".Contains((char)one, StringComparison.Ordinal);
            _ = isPlain ? encoded.Append((char)one) : encoded.Append('%').Append(one.ToString("X2", CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }
}
