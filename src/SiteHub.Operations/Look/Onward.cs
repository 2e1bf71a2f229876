using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace SiteHub.Operations.Look;

/// <summary>
/// Where a form leads away from here, it is answered by a page that goes on by itself. Browsers hold the whole chain of redirects after a form against the
/// policy of its page, and where that ends nobody here knows: a client may redirect on, and a provider's addresses need not be its issuer's. So no page has to
/// name a foreign origin as a target of its forms, and none is one.
/// </summary>
internal static class Onward
{
    public static IApplicationBuilder UseOnward(this IApplicationBuilder app, Brand brand) => app.Use(async (http, next) =>
    {
        await next(http);
        if (HttpMethods.IsPost(http.Request.Method)
            && http.Response is { HasStarted: false, StatusCode: StatusCodes.Status302Found or StatusCodes.Status303SeeOther, Headers.Location: [{ Length: > 0 } to] }
            && !brand.ForPrograms.Concat(brand.LeadsOn).Any(path => http.Request.Path.StartsWithSegments(path, StringComparison.Ordinal))
            && (!LocalUrl.IsLocal(to) || brand.LeadsOn.Any(path => new PathString(to.Split('?', 2)[0]).StartsWithSegments(path, StringComparison.Ordinal))))
        {
            http.Response.Headers.Location = default;
            http.Response.StatusCode = StatusCodes.Status200OK;
            var address = PlainPage.Html(to);
            await PlainPage.WriteAsync(http, "One moment", $"<p><a href=\"{address}\">{PlainPage.Html(PlainPage.Text(http, "Go on"))}</a></p>", $"<meta http-equiv=\"refresh\" content=\"0;url={address}\">");
        }
    });
}
