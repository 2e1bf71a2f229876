using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using SiteHub.Operations.Look;

namespace SiteHub.Operations.Problems;

/// <summary>What a person is shown in place of what they do not get: the page of its status, drawn by the role as its others are.</summary>
internal static class ErrorPages
{
    /// <summary>Leaves the answer without a body, so that <see cref="ShowAsync"/> gives it one. Where even that page is refused, a plain one.</summary>
    public static Task Leave(HttpContext http, Problem problem)
    {
        if (http.Features.Get<Shown>() is not null || http.Features.Get<IStatusCodePagesFeature>() is not { Enabled: true })
        {
            return PlainPage.WriteAsync(
                http,
                "Something went wrong",
                $"<p>{PlainPage.Html(PlainPage.Text(http, "Try it again; if it stays so, tell whoever runs this, with the number below."))}</p><p>{PlainPage.Html(Problem.TraceIdOf(http))}</p><p>{problem.Status} {PlainPage.Html(problem.Slug)}</p>");
        }

        http.Features.Set(problem);
        return Task.CompletedTask;
    }

    public static async Task ShowAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var (path, method, query, status) = (http.Request.Path, http.Request.Method, http.Request.QueryString, http.Response.StatusCode);
        http.Features.Set(new Shown(!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method)));
        http.SetEndpoint(null);
        http.Request.RouteValues.Clear();
        http.Request.Path = $"/error/{status}";
        http.Request.QueryString = default;
        http.Request.Method = HttpMethods.Get;
        try
        {
            await context.Next(http);
        }
        finally
        {
            (http.Request.Path, http.Request.Method, http.Request.QueryString) = (path, method, query);
        }
    }

    /// <param name="IsForm">a form was sent, and not an address opened</param>
    public sealed record Shown(bool IsForm);
}
