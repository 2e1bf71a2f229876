using System.Text.Json.Nodes;
using Hangfire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using OpenIddict.Server;
using SiteHub.Hub.Audit;

namespace SiteHub.Hub.Identity;

/// <summary>Lets the provider know when another key is to be published, or to sign; makes the next one when the newest is old.</summary>
internal sealed class KeyClock(HubKeys keys, AuditTrail audit, TimeProvider time, ILogger<KeyClock> log) : IOptionsChangeTokenSource<OpenIddictServerOptions>, IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    private CancellationTokenSource _changed = new();
    private string _told = "";

    public string? Name => Options.DefaultName;

    public IChangeToken GetChangeToken() => new CancellationChangeToken(_changed.Token);

    public async Task<PublishedKey> Rotate(Actor by, CancellationToken cancellationToken)
    {
        var made = await keys.Rotate((session, id) => audit.Append(session, new AuditEntry(by, "key.made", "signing") { Details = new JsonObject { ["kid"] = id } }), cancellationToken);
        Log.KeyMade(log, made.Id, made.Activates);
        Look();
        return made;
    }

    /// <summary>Sees whether what is published, or signs, is another than the provider was told last.</summary>
    public void Look()
    {
        var now = string.Join(' ', keys.Published(time.GetUtcNow()).Select(static credentials => credentials.Kid));
        if (Interlocked.Exchange(ref _told, now) is { Length: > 0 } before && before != now)
        {
            using var old = Interlocked.Exchange(ref _changed, new CancellationTokenSource());
            old.Cancel();
        }
    }

    public Task RotateIfOld(CancellationToken cancellationToken) =>
        keys.List(time.GetUtcNow())[^1].Created < time.GetUtcNow() - Longest ? Rotate(Actor.Hub, cancellationToken) : Task.CompletedTask;

    public void Dispose() => _changed.Dispose();

    /// <summary>Retries are off: what is due stands in the rows.</summary>
    [AutomaticRetry(Attempts = 0)]
    internal sealed class Jobs(KeyClock clock)
    {
        [JobDisplayName("See whether another key signs from now on")]
        public void Look() => clock.Look();

        [JobDisplayName("Make the next signing key, if the newest is old")]
        public Task RotateIfOld(CancellationToken cancellationToken) => clock.RotateIfOld(cancellationToken);
    }

    internal sealed class Start(IRecurringJobManagerV2 recurring, KeyClock clock) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            clock.Look();
            recurring.AddOrUpdate<Jobs>("look at the signing keys", static j => j.Look(), Cron.Minutely);
            recurring.AddOrUpdate<Jobs>("make the next signing key", static j => j.RotateIfOld(CancellationToken.None), Cron.Daily);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
