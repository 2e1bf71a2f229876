using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using OpenIddict.Abstractions;

namespace SiteHub.Hub.Identity;

/// <summary>The scope that an endpoint asks for; metadata, so that the refusal and the API description can name it.</summary>
internal sealed record RequiredScope(string Scope);

internal static class RequiredScopeExtensions
{
    /// <summary>Lets only tokens with <paramref name="scope"/> in.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope)
        where TBuilder : IEndpointConventionBuilder
    {
        var policy = new AuthorizationPolicyBuilder(HubBearer.SchemeName)
            .RequireAuthenticatedUser()
            .RequireAssertion(context => context.User.HasScope(scope))
            .Build();
        return builder.RequireAuthorization(policy).WithMetadata(new RequiredScope(scope));
    }
}
