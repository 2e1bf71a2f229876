using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using SiteHub.Operations;
using SiteHub.Operations.Problems;

namespace SiteHub.Agent.People;

/// <summary>API keys at what is not Frappe's: <c>/api/v1</c>. Links and webhooks are for a site's <c>System Manager</c> alone.</summary>
internal sealed class ApiKeyAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KnownKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";

    public const string Manager = "System Manager";

    public static IServiceCollection Add(IServiceCollection services)
    {
        services.AddAuthentication(SchemeName).AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(SchemeName, null);

        // Nothing here uses data protection, which would write a key in clear into the home folder.
        services.Remove(services.Single(static service => service.ImplementationType?.Name == "DataProtectionHostedService"));
        services.AddAuthorizationBuilder()
            .AddPolicy(OperationsAccess.See, static policy => policy.AddAuthenticationSchemes(SchemeName).RequireRole(Manager))
            .AddPolicy(OperationsAccess.Mend, static policy => policy.AddAuthenticationSchemes(SchemeName).RequireRole(Manager));
        return services;
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var caller = Credentials.Of(Request, keys);
        if (caller is null)
        {
            // What is no key at all is another's to look at, such as the hub's own token.
            return Task.FromResult(Credentials.Shown(Request) is null ? AuthenticateResult.NoResult() : AuthenticateResult.Fail("The key or its secret is wrong."));
        }

        if (caller == Caller.Guest)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, caller.User), .. caller.Roles.Select(role => new Claim(ClaimTypes.Role, role))], SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = "token";
        return new Problem(StatusCodes.Status401Unauthorized, "unauthorized", "Send `Authorization: token key:secret` of a user of this site.").ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        new Problem(StatusCodes.Status403Forbidden, "forbidden", $"This needs the role {Manager}.").ExecuteAsync(Context);
}
