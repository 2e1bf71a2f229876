using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SiteHub.Operations.Problems;

namespace SiteHub.Operations.Requests;

/// <summary>
/// Every body is read as UTF-8, whatever reads it. One that says it is written otherwise would be read wrongly by one reader and make another throw,
/// so it is refused here, once for all.
/// </summary>
internal static class BodyCharset
{
    public static IApplicationBuilder UseBodyCharset(this IApplicationBuilder app) => app.Use(static (http, next) =>
        http.Request.ContentType is { Length: > 0 } type && !IsUtf8(type)
            ? new Problem(StatusCodes.Status415UnsupportedMediaType, "unsupported-charset", "Bodies are read as UTF-8 here: write it so, and name no other charset in Content-Type.").ExecuteAsync(http)
            : next(http));

    private static bool IsUtf8(string contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
        {
            // No media type at all; whoever wants a certain one refuses it.
            return !contentType.Contains("charset", StringComparison.OrdinalIgnoreCase);
        }

        // Plain ASCII is a part of it.
        var charset = HeaderUtilities.RemoveQuotes(type.Charset).ToString();
        return charset.Length == 0 || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase) || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase);
    }
}
