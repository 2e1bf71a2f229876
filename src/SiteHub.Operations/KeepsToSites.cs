using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace SiteHub.Operations;

/// <summary>
/// Says that a page, a form or a stream of the console keeps to <see cref="SitesSeen"/>. Without it nobody who is bounded to sites gets in: one that
/// was forgotten is closed to them, and shows them nothing of others.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class KeepsToSitesAttribute : Attribute;

/// <summary>Asked by every policy for people at the console.</summary>
public sealed class WithinSites : IAuthorizationRequirement;

public sealed class WithinSitesHandler : AuthorizationHandler<WithinSites>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, WithinSites requirement)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (SitesSeen.Of(context.User).AreAll || (context.Resource as HttpContext)?.GetEndpoint()?.Metadata.GetMetadata<KeepsToSitesAttribute>() is not null)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
