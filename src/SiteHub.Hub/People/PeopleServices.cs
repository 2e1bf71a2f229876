using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SiteHub.Hub.Features.People;
using SiteHub.Hub.Features.SignIn;
using SiteHub.Hub.Mail;
using SiteHub.Hub.Sessions;
using SiteHub.Hub.Storage;
using SiteHub.Operations;
using SiteHub.Operations.Look;

namespace SiteHub.Hub.People;

internal static class PeopleServices
{
    public static IServiceCollection AddPeople(this IServiceCollection services, Brand brand, Uri hub)
    {
        // Before Identity's own, which would hash otherwise: it takes what is there.
        services.TryAddSingleton(PasswordCost.Full);
        services.AddSingleton<Passwords>().AddSingleton<IPasswordHasher<Person>>(static provider => provider.GetRequiredService<Passwords>());
        services.AddIdentityCore<Person>(static options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                options.User.RequireUniqueEmail = true;
                options.User.AllowedUserNameCharacters = "";

                // NIST SP 800-63B: length is what counts; rules on characters only make people write passwords down.
                options.Password.RequiredLength = 10;
                options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
            })
            .AddRoles<IdentityRole>()
            .AddEntityFrameworkStores<HubDbContext>()
            .AddUserStore<SealedUserStore>()
            .AddSignInManager()
            .AddDefaultTokenProviders();
        // Passkeys are of the hub's own name, whatever name a request says that it came for.
        services.Configure<IdentityPasskeyOptions>(options => options.ServerDomain = hub.Host);
        services.AddMail();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies(cookies =>
        {
            cookies.ApplicationCookie!.Configure(options => Session(options, brand));
            cookies.ExternalCookie!.Configure(options => Short(options, brand, "external"));
            cookies.TwoFactorUserIdCookie!.Configure(options => Short(options, brand, "second"));
            cookies.TwoFactorRememberMeCookie!.Configure(options => Short(options, brand, "remember"));
        });
        services.AddAuthorizationBuilder()
            .AddPolicy(OperationsAccess.SeePages, static policy => policy.AddAuthenticationSchemes(IdentityConstants.ApplicationScheme).RequireRole(HubRoles.Administrator, HubRoles.Operator, HubRoles.Auditor).AddRequirements(new WithinSites()))
            .AddPolicy(OperationsAccess.MendPages, static policy => policy.AddAuthenticationSchemes(IdentityConstants.ApplicationScheme).RequireRole(HubRoles.Administrator, HubRoles.Operator).AddRequirements(new WithinSites()))
            .AddPolicy(OperationsAccess.AdministerPages, static policy => policy.AddAuthenticationSchemes(IdentityConstants.ApplicationScheme).RequireRole(HubRoles.Administrator));
        return services.AddHttpContextAccessor()
            .AddSingleton<IAuthorizationHandler, WithinSitesHandler>()
            .AddSessions()
            .AddSingleton<RecentProof>()
            .AddTransient<PeopleJobs>()
            .AddHostedService<PeopleJobs.Clock>()
            .AddSingleton<PersonStanding>()
            .AddHostedService<SitePeople>()
            .AddSingleton<SignInAttempts>()
            .AddSingleton<PersonCodes>()
            .AddSingleton<PersonMail>()
            .AddSingleton<PersonHelp>()
            .AddScoped<Invitations>()
            .AddSingleton<Registration>()
            .AddScoped<NewPasswords>()
            .AddScoped<SecondFactor>()
            .AddSingleton<SignInRefusals>()
            .AddPeopleApi()
            .AddScoped<SeedPeople>()
            .AddSingleton<PeopleStart>();
    }

    private static void Session(CookieAuthenticationOptions options, Brand brand)
    {
        brand.Harden(options.Cookie, "session");
        options.ExpireTimeSpan = BrowserSessions.Lifetime;
        options.LoginPath = "/signin";
        options.LogoutPath = "/signout";
        options.ReturnUrlParameter = "returnUrl";
        options.Events = new SessionCookie
        {
            OnRedirectToAccessDenied = static context => Refuse(context.Response),
            OnRedirectToLogin = static context =>
            {
                context.Response.Redirect(new Uri(context.RedirectUri).PathAndQuery);
                return Task.CompletedTask;
            },
        };
    }

    private static Task Refuse(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static void Short(CookieAuthenticationOptions options, Brand brand, string use)
    {
        brand.Harden(options.Cookie, use);
        options.ExpireTimeSpan = TimeSpan.FromMinutes(10);
    }
}
