using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Look;
using SiteHub.Operations.Requests;

namespace SiteHub.Operations.Problems;

/// <summary>Turns every error that has no body of its own yet into a problem document.</summary>
public static class ProblemAnswers
{
    public static IServiceCollection AddProblemAnswers(this IServiceCollection services) =>
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>().AddProblemDetails().AddStrictBodies().AddRequestDecompression();

    public static IApplicationBuilder UseProblemAnswers(this IApplicationBuilder app)
    {
        // Around all else: whatever was left without a body is given one here.
        app.UseStatusCodePages(static context =>
        {
            var http = context.HttpContext;
            return AskedByPerson.Is(http) ? ErrorPages.ShowAsync(context) : Of(http.Response.StatusCode).ExecuteAsync(http);
        });
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = static context => Of(context.Features.Get<IExceptionHandlerFeature>()!.Error, context).ExecuteAsync(context),
            SuppressDiagnosticsCallback = static context => context.Exception is DatabaseUnavailableException or QueryTooLargeException or BadHttpRequestException || UnreadableBody.Is(context.Exception),
        });

        // Answered without a body, so that a person in a browser gets the page.
        app.Use(static async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (BusyException) when (!context.Response.HasStarted)
            {
                context.Response.Clear();
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.Headers.RetryAfter = "5";
            }
        });

        // After them, so that the pages that they show are found.
        return PageInPlace.Use(app).UseRouting().UseAddressText();
    }

    private static Problem Of(Exception error, HttpContext context)
    {
        switch (error)
        {
            case DatabaseUnavailableException:
                context.Response.Headers.RetryAfter = "1";
                return new Problem(
                    StatusCodes.Status503ServiceUnavailable,
                    "storage-unavailable",
                    "The database cannot take or answer this now; nothing was changed. Free the disk or release the file, then send it again.");
            case QueryTooLargeException:
                return new Problem(StatusCodes.Status400BadRequest, "query-too-large", "What is asked for is longer or has more parts than can be looked for at once: ask for less.");
            case BadHttpRequestException bad:
                return new Problem(bad.StatusCode, "bad-request", "The request could not be read.", bad.Message);
            case not null when UnreadableBody.Is(error):
                return Of(StatusCodes.Status400BadRequest);
            default:
                return new Problem(
                    StatusCodes.Status500InternalServerError,
                    "internal-error",
                    "Something went wrong here; the log holds the reason under this traceId.");
        }
    }

    private static Problem Of(int status) => status switch
    {
        StatusCodes.Status400BadRequest => new Problem(status, "bad-request", "The request could not be read."),
        StatusCodes.Status401Unauthorized => new Problem(status, "unauthorized", "Send a bearer token; one is had from the hub's /connect/token."),
        StatusCodes.Status403Forbidden => new Problem(status, "forbidden", "The token does not permit this."),
        StatusCodes.Status404NotFound => new Problem(status, "not-found", "There is nothing at this address."),
        StatusCodes.Status405MethodNotAllowed => new Problem(status, "method-not-allowed", "This address does not take that method; the header Allow names those that it takes."),
        StatusCodes.Status413PayloadTooLarge => new Problem(status, "too-large", "The body is larger than is taken here."),
        StatusCodes.Status415UnsupportedMediaType => new Problem(status, "unsupported-media-type", "The body's type is not taken here."),
        StatusCodes.Status503ServiceUnavailable => new Problem(status, "busy", "More is asked for at once than is done at once. Nothing was changed; send it again in a few seconds."),
        _ => new Problem(status, "error", "The request was not answered as hoped."),
    };
}
