using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Identity;

/// <summary>A refusal that says which scope would have done (RFC 6750 section 3.1).</summary>
internal sealed class ScopeRefusals : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Forbidden)
        {
            return _usual.HandleAsync(next, context, policy, authorizeResult);
        }

        var scope = string.Join(' ', policy.Requirements.OfType<RequiredScope>().Select(static requirement => requirement.Or is null ? requirement.Scope : requirement.Or));
        context.Response.Headers[HeaderNames.WWWAuthenticate] = $"Bearer error=\"insufficient_scope\", scope=\"{scope}\"";
        return new Problem(StatusCodes.Status403Forbidden, "insufficient-scope", $"The token does not permit this; ask for one with the scope {scope}.").ExecuteAsync(context);
    }
}
