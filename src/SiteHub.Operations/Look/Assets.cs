using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace SiteHub.Operations.Look;

/// <summary>Stylesheets and scripts, which travel inside the assembly: there is no folder that a container or a test could start without.</summary>
public static class Assets
{
    public const string Prefix = "/assets/";

    private static readonly FileExtensionContentTypeProvider Types = new();

    /// <summary>Changes with every build, so that what a browser keeps for ever is never stale.</summary>
    private static readonly string Version = typeof(Assets).Assembly.ManifestModule.ModuleVersionId.ToString("N")[..8];

    public static string Url(string path) => $"{Prefix}{path}?v={Version}";

    internal static void MapAssets(this IEndpointRouteBuilder app) =>
        app.MapGet(Prefix + "{**path}", Answer).ExcludeFromDescription();

    private static IResult Answer(string path, HttpContext http)
    {
        if (typeof(Assets).Assembly.GetManifestResourceStream("wwwroot/" + path) is not { } stream || !Types.TryGetContentType(path, out var type))
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Stream(stream, type, entityTag: new EntityTagHeaderValue($"\"{Version}\""));
    }
}
