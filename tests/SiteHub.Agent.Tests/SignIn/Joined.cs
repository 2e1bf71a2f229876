using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Tests.SignIn;

/// <summary>A site and its hub.</summary>
public sealed class Joined : IAsyncDisposable
{
    private Joined(SiteFixture site, FakeHub hub) => (Site, Hub) = (site, hub);

    public SiteFixture Site { get; }

    public FakeHub Hub { get; }

    public static Task<Joined> Storing() => Started(site => site.SignIn = new SignInEntry(StoreTokens: true, LinkByEmail: true, ["System Manager"]));

    public static async Task<Joined> Started(Action<SiteFixture>? arrange = null)
    {
        var site = new SiteFixture { Linked = true, SignIn = new SignInEntry(StoreTokens: false, LinkByEmail: true, ["System Manager"]) };
        var hub = await FakeHub.Started(site.Time);
        site.HubUrl = hub.Url;
        arrange?.Invoke(site);
        await site.Start();
        return new Joined(site, hub);
    }

    public Browser Browser() => new(Site);

    /// <summary>A browser that is signed in as the hub's person.</summary>
    public async Task<Browser> SignedIn()
    {
        var browser = Browser();
        await browser.Open("/");
        browser.ShouldBe(System.Net.HttpStatusCode.OK);
        return browser;
    }

    public T One<T>(string sql, Func<SiteHub.Delivery.Storage.Row, T> map) => Site.Database.Read(session => session.One(sql, map))!;

    public long Count(string table) => Site.Database.Read(session => session.Long($"SELECT count(*) FROM {table}"))!.Value;

    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        await Hub.DisposeAsync();
    }
}
