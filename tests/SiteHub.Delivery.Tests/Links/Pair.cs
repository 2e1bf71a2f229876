using SiteHub.Delivery.Links;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Tests.Links;

/// <summary>A site and a hub on loopback, linked.</summary>
public sealed class Pair : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sitehub-pair-");
    private readonly SecretRing _up = Ring();
    private readonly SecretRing _down = Ring();

    private Pair(TimeProvider? siteTime, LogRetentionOptions? siteRetention)
    {
        Site = new Party(_folder.FullName, "site") { Time = siteTime ?? TimeProvider.System, Retention = siteRetention ?? LogRetentionOptions.Default };
        Hub = new Party(_folder.FullName, "hub");
    }

    public Party Site { get; init; }

    public Party Hub { get; init; }

    public string Folder => _folder.FullName;

    public static async Task<Pair> StartAsync(TimeProvider? siteTime = null, LogRetentionOptions? siteRetention = null)
    {
        var pair = new Pair(siteTime, siteRetention);
        await pair.Site.StartAsync();
        await pair.Hub.StartAsync();
        await pair.LinkAsync();
        return pair;
    }

    public async Task LinkAsync()
    {
        await Site.LinkToAsync(Hub.Address, _up, _down);
        await Hub.LinkToAsync(Site.Address, _down, _up);
    }

    /// <summary>Waits for something to become true; a test fails with what was seen last.</summary>
    public static async Task Eventually(Action assertion)
    {
        var until = TimeProvider.System.GetUtcNow() + Patience;
        while (true)
        {
            try
            {
                assertion();
                return;
            }
            catch (ShouldAssertException) when (TimeProvider.System.GetUtcNow() < until)
            {
                await Task.Delay(20);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        await Hub.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public static SecretRing Ring() => new([new RingSecret(SigningSecret.GenerateSymmetric(), null)]);
}
