using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace SiteHub.Operations.Look;

/// <summary>Answers a request with another page of the role, at once: a redirect to it would cost a request, and show its address.</summary>
public sealed class PageInPlace(string path, QueryString query) : IResult, IActionResult
{
    public Task ExecuteResultAsync(ActionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ExecuteAsync(context.HttpContext);
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Features.Set(this);
        return Task.CompletedTask;
    }

    /// <summary>Before routing.</summary>
    internal static IApplicationBuilder Use(IApplicationBuilder app) => app.Use(static async (http, next) =>
    {
        await next(http);
        if (http.Features.Get<PageInPlace>() is { } page && !http.Response.HasStarted)
        {
            http.Features.Set<PageInPlace>(null);
            page.Apply(http);
            await next(http);
        }
    });

    private void Apply(HttpContext http)
    {
        // What may be kept of it, the page says itself.
        http.Response.Headers.CacheControl = default;
        http.Response.Headers.Pragma = default;
        http.SetEndpoint(null);
        http.Request.RouteValues.Clear();
        http.Request.Method = HttpMethods.Get;
        http.Request.Path = path;
        http.Request.QueryString = query;
    }
}
