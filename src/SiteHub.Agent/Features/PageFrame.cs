using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using SiteHub.Agent.SignIn.Sessions;
using SiteHub.Operations.Look;

namespace SiteHub.Agent.Features;

/// <summary>What every page of a site has besides: nobody keeps it, and it speaks the language that its person told the hub.</summary>
internal sealed class PageFrame(Brand brand) : IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-cache, no-store";
        http.Response.Headers.Pragma = "no-cache";
        if (LanguageOf(http) is { } language)
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        }

        await next();
    }

    /// <summary>What they chose in this browser goes before what they told the hub, and that before what the browser says.</summary>
    private string? LanguageOf(HttpContext http) =>
        http.Request.Cookies.ContainsKey(brand.Cookie("language"))
            ? null
            : http.User.FindFirst(HubSession.LocaleClaim)?.Value.Split('-', '_')[0] is { } told && Preferences.Languages.Contains(told) ? told : null;
}
