using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Scalar.AspNetCore;
using SiteHub.Operations.Look;

namespace SiteHub.Operations.ApiDescription;

/// <summary>The API as an OpenAPI document, and under `up` as pages to try it on.</summary>
public static class ApiDescription
{
    /// <summary>The name of the document, under which a role can add to it.</summary>
    public const string Version = "v1";

    /// <param name="services">the role's services</param>
    /// <param name="title">the API's name</param>
    /// <param name="description">what a caller needs to know first, in Markdown</param>
    public static IServiceCollection AddApiDescription(this IServiceCollection services, string title, string description) =>
        services.AddOpenApi(Version, options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = title, Version = Version, Description = description };
            return Task.CompletedTask;
        }));

    /// <param name="app">the role</param>
    /// <param name="browsable">serve the pages too, at <c>/scalar</c></param>
    public static IEndpointRouteBuilder MapApiDescription(this IEndpointRouteBuilder app, bool browsable)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        if (browsable)
        {
            // What the page would fetch from, or tell to, a third party is none of a local API's business.
            app.MapScalarApiReference(static scalar => scalar.HideDeveloperTools().DisableAgent().DisableMcp().DisableTelemetry().DisableDefaultFonts())
                .WithPackagePolicy();
        }

        return app;
    }
}
