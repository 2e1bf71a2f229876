using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace SiteHub.Operations.Look;

/// <summary>Language and light or dark, as a browser remembers them.</summary>
public static class Preferences
{
    public static readonly IReadOnlyList<string> Languages = ["en", "de"];

    /// <summary>How dates and numbers are written: by the region where the browser names one. Plain English is British, whose dates nobody mistakes for another day.</summary>
    internal static readonly IReadOnlyList<string> Cultures = ["en-GB", "en-US", "en-IE", "de", "de-AT", "de-CH"];

    private static readonly string[] Themes = ["auto", "light", "dark"];

    internal static string Theme(HttpContext http, Brand brand) =>
        http.Request.Cookies[brand.Cookie("theme")] is { } theme && Themes.Contains(theme) ? theme : "auto";

    internal static void MapPreferences(this IEndpointRouteBuilder app, Brand brand) =>
        app.MapPost("/preferences", async ([FromForm] string? theme, [FromForm] string? language, [FromForm] string? returnUrl, HttpContext http, IAntiforgery antiforgery) =>
        {
            if (!await antiforgery.IsRequestValidAsync(http))
            {
                return Results.BadRequest();
            }

            if (Themes.Contains(theme))
            {
                http.Response.Cookies.Append(brand.Cookie("theme"), theme!, brand.Kept());
            }

            if (language is not null && Languages.Contains(language))
            {
                http.Response.Cookies.Append(brand.Cookie("language"), CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language == "en" ? Cultures[0] : language, language)), brand.Kept());
            }

            return Results.LocalRedirect(LocalUrl.Of(returnUrl));
        }).DisableAntiforgery().ExcludeFromDescription();
}
