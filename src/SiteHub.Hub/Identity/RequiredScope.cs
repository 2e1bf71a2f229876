using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using OpenIddict.Abstractions;

namespace SiteHub.Hub.Identity;

/// <summary>The scope that an endpoint asks for; a requirement of its own, so that the refusal can name it.</summary>
internal sealed record RequiredScope(string Scope) : IAuthorizationRequirement;

internal sealed class RequiredScopeHandler : AuthorizationHandler<RequiredScope>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RequiredScope requirement)
    {
        if (context.User.HasClaim(OpenIddictConstants.Claims.Scope, requirement.Scope))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

internal static class RequiredScopeExtensions
{
    /// <summary>Lets only tokens with <paramref name="scope"/> in.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(Policy(scope));

    public static AuthorizationPolicy Policy(string scope) =>
        new AuthorizationPolicyBuilder(HubBearer.SchemeName).RequireAuthenticatedUser().AddRequirements(new RequiredScope(scope)).Build();
}
