using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SiteHub.Hub.Identity;

/// <summary>
/// What a client asks for beyond what there is anywhere is left out, and its answer says what it got (RFC 6749, section 3.3): many ask for <c>address phone</c>
/// wherever they are. What there is, and it may not have, is refused.
/// </summary>
internal sealed class UnknownScopes(IOpenIddictApplicationManager applications) : IOpenIddictServerHandler<ValidateAuthorizationRequestContext>, IOpenIddictServerHandler<ValidatePushedAuthorizationRequestContext>
{
    public static int Order => OpenIddictServerHandlers.Authentication.ValidateScopes.Descriptor.Order - 500;

    public static int OrderOfPushed => OpenIddictServerHandlers.Authentication.ValidatePushedScopes.Descriptor.Order - 500;

    public ValueTask HandleAsync(ValidateAuthorizationRequestContext context) => Reduce(context, context.Request);

    public ValueTask HandleAsync(ValidatePushedAuthorizationRequestContext context) => Reduce(context, context.Request);

    private async ValueTask Reduce(BaseValidatingContext context, OpenIddictRequest request)
    {
        if (request.GetScopes() is not { IsDefaultOrEmpty: false } asked)
        {
            return;
        }

        var known = asked.Where(context.Options.Scopes.Contains).ToList();
        if (known.Count < asked.Length)
        {
            request.Scope = string.Join(' ', known);
        }

        if (await applications.FindByClientIdAsync(request.ClientId ?? "") is not { } client)
        {
            return;
        }

        foreach (var scope in known.Where(static scope => scope is not (Scopes.OpenId or Scopes.OfflineAccess)))
        {
            if (!await applications.HasPermissionAsync(client, Permissions.Prefixes.Scope + scope))
            {
                context.Reject(Errors.InvalidScope, $"This client may not have the scope {scope}.");
                return;
            }
        }
    }
}
