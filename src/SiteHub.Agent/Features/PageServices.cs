using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.SignIn;
using SiteHub.Operations.Look;

namespace SiteHub.Agent.Features;

/// <summary>The site's pages, for those who are signed in.</summary>
internal static class PageServices
{
    public static IServiceCollection AddSitePages(this IServiceCollection services, SiteOptions site)
    {
        var brand = new Brand(site.Site.Name, site.Site.Slug) { Https = site.Site.Url.Scheme == Uri.UriSchemeHttps, LeadsOn = [SignInEndpoints.SignInPath] };
        services.AddPages(typeof(PageServices).Assembly, brand)
            .AddRazorPagesOptions(static pages =>
            {
                pages.Conventions.AuthorizeFolder("/", SignInSchemes.SignedIn);
                pages.Conventions.AllowAnonymousToPage("/SignIn/Refused");
                pages.Conventions.AllowAnonymousToPage("/SignIn/SignedOut");
                pages.Conventions.AllowAnonymousToPage("/Error/Index");
            })
            .AddMvcOptions(static mvc => mvc.Filters.Add<PageFrame>());
        return services.AddSingleton<PageFrame>();
    }

    /// <summary>Machine traffic has neither headers for browsers nor a language, and no cookie opens anything there.</summary>
    public static void UseSitePages(this IApplicationBuilder app) => app.UseWhen(
        static http => !http.Request.Path.StartsWithSegments("/api") && !http.Request.Path.StartsWithSegments("/sitehub"),
        static pages => pages.UsePages().Use(static async (http, next) =>
        {
            // Forms belong to whoever is signed in, also where a page asks for nobody.
            if ((await http.AuthenticateAsync(SignInSchemes.Session)).Principal is { } person)
            {
                http.User = person;
            }

            await next(http);
        }));
}
