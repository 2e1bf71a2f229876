using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;

namespace SiteHub.Hub.Identity;

/// <summary>The provider's tokens: whenever it revokes some by itself, after a code came back for one, what is remembered of them goes too.</summary>
internal sealed class TokenManager<TToken>(
    IOpenIddictTokenCache<TToken> cache,
    ILogger<OpenIddictTokenManager<TToken>> logger,
    IOptionsMonitor<OpenIddictCoreOptions> options,
    IOpenIddictTokenStore<TToken> store,
    Revocation revocation) : OpenIddictTokenManager<TToken>(cache, logger, options, store)
    where TToken : class
{
    public override async ValueTask<long> RevokeByAuthorizationIdAsync(string identifier, CancellationToken cancellationToken = default)
    {
        var count = await base.RevokeByAuthorizationIdAsync(identifier, cancellationToken);
        revocation.GrantEnded(identifier);
        return count;
    }

    public override async ValueTask<bool> TryRevokeAsync(TToken token, CancellationToken cancellationToken = default)
    {
        var done = await base.TryRevokeAsync(token, cancellationToken);
        if (await GetIdAsync(token, cancellationToken) is { } id)
        {
            revocation.TokenEnded(id);
        }

        return done;
    }

    public override async ValueTask<long> RevokeByApplicationIdAsync(string identifier, CancellationToken cancellationToken = default) =>
        Told(await base.RevokeByApplicationIdAsync(identifier, cancellationToken));

    public override async ValueTask<long> RevokeBySubjectAsync(string subject, CancellationToken cancellationToken = default) =>
        Told(await base.RevokeBySubjectAsync(subject, cancellationToken));

    public override async ValueTask<long> RevokeAsync(string? subject, string? client, string? status, string? type, CancellationToken cancellationToken = default) =>
        Told(await base.RevokeAsync(subject, client, status, type, cancellationToken));

    private long Told(long count)
    {
        revocation.SomeEnded();
        return count;
    }
}
