using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SiteHub.Agent.SignIn.Tokens;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Workers;

namespace SiteHub.Agent.Sources.Frappe.Authorization;

/// <summary>
/// The tokens with which the site is asked. However many ask at once, one refresh goes to the site: within this process they wait for the same task, and
/// the row's lease keeps others out.
/// </summary>
internal sealed class SourceTokens(SourceTokenRows rows, FrappeOAuth site, SourceStanding standing, WorkerSet workers, TimeProvider time, ILogger<SourceTokens> log)
{
    public const string NotConnected = "Nobody has connected this site to its Frappe yet.";

    /// <summary>A site that was restored from a backup may know the token again.</summary>
    private static readonly TimeSpan ProbeAfter = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan AwayAfter = TimeSpan.FromMinutes(1);

    /// <summary>A token must outlive the request that carries it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Lazy<Task<TokenOutcome>>> _underWay = new(StringComparer.Ordinal);

    /// <param name="owner">as whom</param>
    /// <param name="refused">the token that the site did not take; null: none was shown yet</param>
    /// <param name="cancellationToken">ends the wait, not the refresh that others wait for too</param>
    public async Task<TokenOutcome> Get(string owner, string? refused, CancellationToken cancellationToken) => rows.Find(owner) switch
    {
        null => new TokenOutcome.NeedsAuthorization(NotConnected),
        { State: SourceTokenRows.NeedsAuthorization } paused => new TokenOutcome.NeedsAuthorization(paused.Reason!),
        { } stored when stored.Access != refused && stored.Until - Margin > time.GetUtcNow() => new TokenOutcome.Given(stored.Access),
        { } stored => await Refresh(owner, stored.Access, cancellationToken),
    };

    /// <summary>At start: what is known of the source before anybody has asked it.</summary>
    public void Look()
    {
        var stored = rows.Find(SourceTokenRows.Source);
        if (stored?.State != SourceTokenRows.Active)
        {
            standing.Note(new FrappeFault(Verdict.NeedsAuthorization, null, null, stored?.Reason ?? NotConnected));
        }
    }

    /// <summary>Renews what is due: ahead of its end, or, where the site refused, to see whether it still does.</summary>
    public Task RenewDue(CancellationToken cancellationToken) => workers.EachAsync(
        "renewal of the source's tokens",
        rows.Due(time.GetUtcNow()),
        async owner =>
        {
            if (rows.Find(owner) is { } stored)
            {
                await Refresh(owner, stored.Access, cancellationToken);
            }
        },
        cancellationToken,
        sideBySide: 2);

    private async Task<TokenOutcome> Refresh(string owner, string known, CancellationToken cancellationToken)
    {
        var one = _underWay.GetOrAdd(owner, id => new Lazy<Task<TokenOutcome>>(() => Task.Run(() => RefreshNow(id, known), CancellationToken.None)));
        return await one.Value.WaitAsync(cancellationToken);
    }

    private async Task<TokenOutcome> RefreshNow(string owner, string known)
    {
        try
        {
            return rows.Find(owner) switch
            {
                null => new TokenOutcome.NeedsAuthorization(NotConnected),

                // Whoever came just after the last refresh was done need not begin another.
                { State: SourceTokenRows.Active } fresh when fresh.Access != known => new TokenOutcome.Given(fresh.Access),
                { } stored => await UnderLease(owner, stored),
            };
        }
        finally
        {
            _underWay.TryRemove(owner, out _);
        }
    }

    private async Task<TokenOutcome> UnderLease(string owner, SourceToken stored)
    {
        var lease = RandomNumberGenerator.GetHexString(16);
        if (!await rows.Lease(owner, lease, time.GetUtcNow(), Lease, CancellationToken.None))
        {
            return new TokenOutcome.Later("The token is being renewed.");
        }

        try
        {
            var given = await site.Refresh(owner, stored.Refresh ?? throw new TokenRefusedException("The site gave no refresh token.", null), CancellationToken.None);
            await rows.Keep(owner, lease, given, CancellationToken.None);
            if (owner == SourceTokenRows.Source && standing.NeedsAuthorization)
            {
                standing.Well();
            }

            return new TokenOutcome.Given(given.Access);
        }
        catch (TokenRefusedException refused)
        {
            var reason = $"The token is not renewed. {refused.Message}";
            Log.NotRenewed(log, reason);
            await rows.Fail(owner, lease, SourceTokenRows.NeedsAuthorization, reason, time.GetUtcNow() + ProbeAfter, CancellationToken.None);
            if (owner == SourceTokenRows.Source)
            {
                standing.Note(new FrappeFault(Verdict.NeedsAuthorization, null, null, reason));
            }

            return new TokenOutcome.NeedsAuthorization(reason);
        }
        catch (Exception fault) when (FrappeOAuth.IsAway(fault))
        {
            // What was paused stays so: that the site is away does not mean that it would agree.
            var reason = $"The site cannot be asked for a token: {fault.Message}";
            Log.NotRenewed(log, reason);
            await rows.Fail(owner, lease, stored.State, stored.State == SourceTokenRows.Active ? reason : stored.Reason!, time.GetUtcNow() + AwayAfter, CancellationToken.None);
            return new TokenOutcome.Later(reason);
        }
    }
}
