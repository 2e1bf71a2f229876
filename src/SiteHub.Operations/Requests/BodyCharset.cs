using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SiteHub.Operations.Problems;

namespace SiteHub.Operations.Requests;

/// <summary>
/// Bodies are read as UTF-8. One that says it is written in something else altogether would be read wrongly by one reader and make another throw, so it is refused
/// here, once for all. ISO-8859-1 passes, for some libraries write it over everything that they send; of what they send it is the ASCII part nearly always.
/// </summary>
public static class BodyCharset
{
    private static readonly string[] Taken = ["utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin1"];

    public static IApplicationBuilder UseBodyCharset(this IApplicationBuilder app) => app.Use(static (http, next) =>
        http.Request.ContentType is { Length: > 0 } type && !IsTaken(type)
            ? new Problem(StatusCodes.Status415UnsupportedMediaType, "unsupported-charset", "Bodies are read as UTF-8 here: write it so, and name no other charset in Content-Type.").ExecuteAsync(http)
            : next(http));

    private static bool IsTaken(string contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
        {
            // No media type at all; whoever wants a certain one refuses it.
            return !contentType.Contains("charset", StringComparison.OrdinalIgnoreCase);
        }

        var charset = HeaderUtilities.RemoveQuotes(type.Charset).ToString();
        return charset.Length == 0 || Taken.Contains(charset, StringComparer.OrdinalIgnoreCase);
    }
}
