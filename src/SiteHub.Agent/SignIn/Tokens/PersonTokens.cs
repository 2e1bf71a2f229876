using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SiteHub.Agent.SignIn.Sessions;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Workers;

namespace SiteHub.Agent.SignIn.Tokens;

/// <summary>
/// The tokens of those who are signed in, for asking the hub in their name. However many ask at once, one refresh goes to the hub: within this
/// process they wait for the same task, and the row's lease keeps others out.
/// </summary>
internal sealed class PersonTokens(SiteOptions site, TokenRows rows, TokenRefresh refresh, WorkerSet workers, TimeProvider time, ILogger<HubSessions> log)
{
    private static readonly TimeSpan ProbeAfter = TimeSpan.FromMinutes(1);

    /// <summary>A token must outlive the request that carries it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Lazy<Task<TokenOutcome>>> _underWay = new(StringComparer.Ordinal);

    /// <summary>For a job that acts for somebody: any of their sessions will do.</summary>
    public async Task<TokenOutcome> OfUser(string email, CancellationToken cancellationToken) =>
        rows.SessionOf(email, time.GetUtcNow()) is { } session ? await Get(session, null, cancellationToken) : Nothing();

    /// <param name="session">whose</param>
    /// <param name="refused">the token that the hub did not take: another one is wanted; null: none was shown yet</param>
    /// <param name="cancellationToken">ends the wait, not the refresh that others wait for too</param>
    public async Task<TokenOutcome> Get(string session, string? refused, CancellationToken cancellationToken)
    {
        if (rows.Find(session) is not { } stored)
        {
            return Nothing();
        }

        if (stored.State == TokenRows.NeedsAuthorization)
        {
            return new TokenOutcome.NeedsAuthorization(stored.Reason!);
        }

        return stored.Access != refused && stored.Until - Margin > time.GetUtcNow()
            ? new TokenOutcome.Given(stored.Access)
            : await Refresh(session, stored.Access, cancellationToken);
    }

    /// <summary>Renews what is due: ahead of its end, or, where the hub refused, to see whether it still does.</summary>
    public async Task RenewDue(CancellationToken cancellationToken)
    {
        await workers.EachAsync(
            "renewal of people's tokens",
            rows.Due(time.GetUtcNow()),
            async session =>
            {
                if (rows.Find(session) is { } stored)
                {
                    await Refresh(session, stored.Access, cancellationToken);
                }
            },
            cancellationToken,
            sideBySide: 8);
    }

    private async Task<TokenOutcome> Refresh(string session, string known, CancellationToken cancellationToken)
    {
        var one = _underWay.GetOrAdd(session, id => new Lazy<Task<TokenOutcome>>(() => Task.Run(() => RefreshNow(id, known), CancellationToken.None)));
        return await one.Value.WaitAsync(cancellationToken);
    }

    private async Task<TokenOutcome> RefreshNow(string session, string known)
    {
        try
        {
            return rows.Find(session) switch
            {
                null => Nothing(),

                // Whoever came just after the last refresh was done need not begin another.
                { State: TokenRows.Active } fresh when fresh.Access != known => new TokenOutcome.Given(fresh.Access),
                { Refresh: null } => new TokenOutcome.NeedsAuthorization("The hub gave no refresh token; sign in again."),
                { } stored => await UnderLease(session, stored),
            };
        }
        finally
        {
            _underWay.TryRemove(session, out _);
        }
    }

    private async Task<TokenOutcome> UnderLease(string session, StoredToken stored)
    {
        var lease = RandomNumberGenerator.GetHexString(16);
        if (!await rows.Lease(session, lease, time.GetUtcNow(), Lease, CancellationToken.None))
        {
            return new TokenOutcome.Later("The token is being renewed.");
        }

        try
        {
            var given = await refresh.Ask(stored.Refresh!, CancellationToken.None);
            await rows.Keep(rows.Seal(session, given), lease, CancellationToken.None);
            return new TokenOutcome.Given(given.Access);
        }
        catch (TokenRefusedException e)
        {
            await Failed(session, lease, TokenRows.NeedsAuthorization, e.Message);
            return new TokenOutcome.NeedsAuthorization(e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // What was paused stays so: that the hub is away does not mean that it would agree.
            var reason = $"The hub cannot be asked for a token: {e.Message}";
            await Failed(session, lease, stored.State, stored.State == TokenRows.Active ? reason : stored.Reason!);
            return new TokenOutcome.Later(reason);
        }
    }

    private Task Failed(string session, string lease, string state, string reason)
    {
        var next = time.GetUtcNow() + ProbeAfter;
        Log.NotRefreshed(log, state, next, reason);
        return rows.Fail(session, lease, state, reason, next, CancellationToken.None);
    }

    private TokenOutcome.None Nothing() => new(site.Site.SignIn.StoreTokens
        ? "No token is kept for this session; sign in again."
        : "This site keeps no tokens (signIn.storeTokens is false), so it cannot ask the hub in anybody's name.");
}
