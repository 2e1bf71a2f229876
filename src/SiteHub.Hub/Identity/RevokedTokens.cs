using OpenIddict.Server;
using SiteHub.Delivery.Tokens;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SiteHub.Hub.Identity;

/// <summary>A token revoked by its holder (RFC 7009) is forgotten at once, not only when it would have expired.</summary>
internal sealed class RevokedTokens(RememberedTokens remembered) : IOpenIddictServerHandler<ApplyRevocationResponseContext>
{
    public ValueTask HandleAsync(ApplyRevocationResponseContext context)
    {
        // After the provider has marked it: a validation in between would otherwise find it sound and remember it again.
        // Evicting a token whose revocation was refused does no harm; it is validated afresh.
        if (context.Request?.Token is { Length: > 0 } token)
        {
            remembered.Evict(token);
        }

        return ValueTask.CompletedTask;
    }
}
