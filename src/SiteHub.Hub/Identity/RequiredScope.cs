using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using OpenIddict.Abstractions;

namespace SiteHub.Hub.Identity;

/// <summary>The scope that an endpoint asks for; a requirement of its own, so that the refusal can name it.</summary>
/// <param name="Scope">which</param>
/// <param name="Or">another one that does as well; what it then lets see is less</param>
internal sealed record RequiredScope(string Scope, string? Or = null) : IAuthorizationRequirement;

internal sealed class RequiredScopeHandler : AuthorizationHandler<RequiredScope>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RequiredScope requirement)
    {
        if (context.User.HasClaim(claim => claim.Type == OpenIddictConstants.Claims.Scope && (claim.Value == requirement.Scope || claim.Value == requirement.Or)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

internal static class RequiredScopeExtensions
{
    /// <summary>Lets only tokens with <paramref name="scope"/> in, or with <paramref name="or"/>.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope, string? or = null)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(Policy(scope, or));

    public static AuthorizationPolicy Policy(string scope, string? or = null) =>
        new AuthorizationPolicyBuilder(HubBearer.SchemeName).RequireAuthenticatedUser().AddRequirements(new RequiredScope(scope, or)).Build();
}
