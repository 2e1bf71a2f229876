using Microsoft.Extensions.Logging;
using SiteHub.Agent.Links;
using SiteHub.Agent.SignIn.Sessions;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Enrolment;

/// <summary>The site's trust while it runs: renews it with overlap, and ends it when the hub says so.</summary>
internal sealed class SiteEnrolment(SiteOptions site, SecretBox box, IHttpClientFactory http, LinkRegistry links, Database database, SessionEnds ends, TimeProvider time, ILogger<SiteEnrolment> log) : IDisposable
{
    /// <summary>As long as at the hub: whichever of the two learns first, the other still takes what it sends.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    private const string Asked = "key renewal asked for";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <summary>null: the configuration holds the secrets.</summary>
    public StoredEnrolment? Current { get; private set; } = site.Enrolment;

    /// <summary>In the transaction that takes the hub's wish: it outlives the process.</summary>
    public static void Ask(Session session) => RoleSettings.Put(session, Asked, Guid.NewGuid().ToString("N"));

    /// <exception cref="EnrolmentException">nothing has changed, and it is tried again within the hour</exception>
    public async Task RenewIfDue(CancellationToken cancellationToken)
    {
        var asked = database.Read(static session => RoleSettings.Get(session, Asked));
        if (Current is { Revoked: null } present && (asked is not null || present.Next is not null || present.Renewed < time.GetUtcNow() - Longest))
        {
            await Renew(cancellationToken);
        }

        if (asked is not null)
        {
            // Asked for anew meanwhile, it is due anew.
            await database.Writer.Write(session => session.Execute("DELETE FROM setting WHERE key = $1 AND value = $2", Asked, asked), cancellationToken);
        }
    }

    /// <exception cref="EnrolmentException">nothing has changed</exception>
    private async Task Renew(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (Current is not { Revoked: null } present)
            {
                return;
            }

            // Kept before the hub hears of it: if this process dies, the same key is told again, and the hub gives the same answer.
            var next = present.Next ?? SiteKey.Generate();
            Keep(present with { Next = next });
            using var client = http.CreateClient(HubTokens.Client);
            client.BaseAddress = site.HubUrl;
            var answer = await new EnrolmentClient(client, time).Rotate(present, next, cancellationToken);
            var now = time.GetUtcNow();
            Keep(present with { Key = next, Next = null, Secret = answer.Secret, FormerSecret = present.Secret, FormerUntil = now + Overlap, Renewed = now });
            await links.Ensure(HubLink.Define(site, Current!, now), cancellationToken);
            Log.Renewed(log, next.Kid);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>The hub trusts this site no more: nothing goes either way, and nobody is signed in through it.</summary>
    public async Task Revoke(CancellationToken cancellationToken)
    {
        if (Current is { Revoked: null } present)
        {
            Keep(present with { Revoked = time.GetUtcNow() });
        }

        await links.Close(site.Site.Slug, cancellationToken);
        await database.Writer.Write(session => ends.End(session, "true"), cancellationToken);
        Log.Revoked(log);
    }

    public void Dispose() => _oneAtATime.Dispose();

    private void Keep(StoredEnrolment next)
    {
        next.Save(site.DataDirectory, box);
        Current = next;
    }
}
