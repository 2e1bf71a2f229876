using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SiteHub.Operations.Look;

/// <summary>The configured colour, as a file: the pages allow no style in themselves.</summary>
internal static class BrandStyle
{
    public const string Url = "/brand.css";

    public static void MapBrandStyle(this IEndpointRouteBuilder app, Brand brand) =>
        app.MapGet(Url, (HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "public, max-age=300";
            return Results.Text(brand.Colour is null ? "" : $":root,[data-bs-theme]{{--tblr-primary:{brand.Colour};--tblr-link-color:{brand.Colour}}}", "text/css");
        }).ExcludeFromDescription();
}
