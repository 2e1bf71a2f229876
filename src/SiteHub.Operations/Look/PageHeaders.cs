using Microsoft.AspNetCore.Builder;

namespace SiteHub.Operations.Look;

public static class PageHeaders
{
    /// <summary>
    /// Nothing on a page comes from elsewhere, nothing in it runs that is not a file of ours, and no other page may frame it. Where a
    /// page needs more, it says so itself and keeps the rest.
    /// </summary>
    internal static IApplicationBuilder UsePageHeaders(this IApplicationBuilder app, Brand brand) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        if (context.Request.IsHttps)
        {
            // RFC 6797: whoever has come by https once comes by nothing else for a year.
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        context.Response.OnStarting(() =>
        {
            if (context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true && headers.ContentSecurityPolicy.Count == 0)
            {
                headers.ContentSecurityPolicy = Policy(brand, "form-action 'self'");
                headers.XFrameOptions = "DENY";
                headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
            }

            return Task.CompletedTask;
        });
        return next(context);
    });

    /// <summary>
    /// For the one page whose form is a client's. Where that leads on to is the client's affair, so nothing is said of it: there is nothing else in it that could be sent.
    /// </summary>
    public static string PolicyOfForeignForm(Brand brand) => Policy(brand, "");

    private static string Policy(Brand brand, string formAction)
    {
        var logo = brand.Logo is { IsAbsoluteUri: true } at ? " " + at.GetLeftPart(UriPartial.Authority) : "";
        return "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
            + $"img-src 'self' data:{logo}; {formAction}";
    }
}
