using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Operations.Requests;
using SiteHub.Operations.Secrets;

namespace SiteHub.Operations.Look;

/// <summary>Razor Pages as each role serves them: from `Features`, in German and English, with antiforgery and the same headers everywhere.</summary>
public static class Pages
{
    /// <param name="services">the role's services; this comes after all that sign people in</param>
    /// <param name="role">the assembly that holds the role's pages: the other role's, in the same program, must not be served</param>
    /// <param name="brand">how they look</param>
    public static IMvcBuilder AddPages(this IServiceCollection services, Assembly role, Brand brand)
    {
        services.AddSingleton(brand).AddLocalization();
        services.AddAntiforgery(options =>
        {
            brand.Harden(options.Cookie, "antiforgery", SameSiteMode.Strict);
            options.FormFieldName = "__RequestVerificationToken";
        });
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.DefaultRequestCulture = new RequestCulture(Preferences.Cultures[0], Preferences.Languages[0]);
            options.AddSupportedCultures([.. Preferences.Cultures]).AddSupportedUICultures([.. Preferences.Languages]);
            options.RequestCultureProviders = [new CookieRequestCultureProvider { CookieName = brand.Cookie("language") }, new AcceptLanguageHeaderRequestCultureProvider()];
        });
        services.Configure<CookieTempDataProviderOptions>(options => brand.Harden(options.Cookie, "notice"));
        services.AddRouting(static options => options.LowercaseUrls = true);
        var pages = services.AddRazorPages(static options =>
            {
                options.RootDirectory = "/Features";
                options.Conventions.ConfigureFilter(new PageArguments());
                options.Conventions.ConfigureFilter(new AskedFirst());
                options.Conventions.AuthorizeFolder("/Admin", OperationsAccess.SeePages);
                AddNew(options.Conventions, "/Admin/Webhooks/Edit", "admin/webhooks/new");
                AddNew(options.Conventions, "/Admin/Inbound/Receiver", "admin/inbound/new");
            })
            .AddMvcOptions(static options => options.ModelMetadataDetailsProviders.Add(new NonNullTexts()))
            .AddViewLocalization()
            .ConfigureApplicationPartManager(parts =>
            {
                parts.ApplicationParts.Clear();
                foreach (var assembly in (Assembly[])[role, typeof(Pages).Assembly])
                {
                    foreach (var part in ApplicationPartFactory.GetApplicationPartFactory(assembly).GetApplicationParts(assembly))
                    {
                        parts.ApplicationParts.Add(part);
                    }
                }
            });
        services.AddSealedDataProtection(brand.Key);
        return pages;
    }

    /// <summary>The page of one that is there is that of a new one too. Its forms lead to the one that is there: left to itself, the other address may be taken for theirs.</summary>
    private static void AddNew(PageConventionCollection conventions, string page, string address)
    {
        conventions.AddPageRoute(page, address);
        conventions.AddPageRouteModelConvention(page, model =>
        {
            foreach (var added in model.Selectors.Select(static selector => selector.AttributeRouteModel).Where(route => route?.Template == address))
            {
                added!.SuppressLinkGeneration = true;
            }
        });
    }

    public static IApplicationBuilder UsePages(this IApplicationBuilder app)
    {
        var brand = app.ApplicationServices.GetRequiredService<Brand>();
        return app.UsePageHeaders(brand).UseRequestLocalization();
    }

    public static void MapPages(this IEndpointRouteBuilder app)
    {
        var brand = app.ServiceProvider.GetRequiredService<Brand>();
        app.MapAssets();
        app.MapBrandStyle(brand);
        app.MapPreferences(brand);
        app.MapRazorPages();
    }
}
