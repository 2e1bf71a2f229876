using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SiteHub.Operations.Problems;

namespace SiteHub.Operations.Requests;

/// <summary>
/// A body that is compressed is taken apart before anybody reads it; the server's bound on a body's size holds for what comes out. One that is compressed in
/// another way, or twice, is refused at once: whoever read it as it is would store noise.
/// </summary>
public static class BodyEncoding
{
    private static readonly string[] Taken = ["gzip", "br", "deflate"];

    public static IApplicationBuilder UseBodyEncoding(this IApplicationBuilder app) =>
        app.UseWhen(static http => http.Request.Headers.ContentEncoding.Count > 0 && !IsTheirOwn(http.Request.Path), static branch => branch
            .Use(static (http, next) =>
            {
                var encoding = http.Request.Headers.ContentEncoding.ToString().Trim();
                if (encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
                {
                    http.Request.Headers.Remove("Content-Encoding");
                    return next(http);
                }

                if (Taken.Contains(encoding, StringComparer.OrdinalIgnoreCase))
                {
                    return next(http);
                }

                http.Response.Headers.AcceptEncoding = string.Join(", ", Taken);
                return new Problem(StatusCodes.Status415UnsupportedMediaType, "unsupported-encoding", "A body may be compressed with gzip, br or deflate, once; send it so, or as it is.").ExecuteAsync(http);
            })
            .UseRequestDecompression());

    /// <summary>A hook's signature is over the bytes that were sent, and a batch's bound is its own: their endpoints take them apart themselves.</summary>
    private static bool IsTheirOwn(PathString path) => path.StartsWithSegments("/hooks", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/sitehub", StringComparison.OrdinalIgnoreCase);
}
