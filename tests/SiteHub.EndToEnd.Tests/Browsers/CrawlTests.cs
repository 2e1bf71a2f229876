using System.Diagnostics;
using Microsoft.Playwright;

namespace SiteHub.EndToEnd.Tests.Browsers;

/// <summary>Every page of hub and site, as each kind of person, in both languages, at the width of a phone and of a desk.</summary>
public sealed class CrawlTests(UpAndBrowser world) : IClassFixture<UpAndBrowser>
{
    /// <summary>To which a browser comes only in the middle of something that another test does.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["hub /account/confirm"] = "asked before what is dear",
        ["hub /consent"] = "asked by a client that is not the group's own",
        ["hub /signin/choose"] = "asked by a client's prompt",
        ["hub /signin/code"] = "the second step of a sign-in",
        ["hub /signin/password"] = "the second step of a sign-in",
        ["hub /signin/with/{id}"] = "leads on to another provider, of which the sample has none",
        ["hub /actions/{id}"] = "the sample has no request: PortalBrowserTests makes one",
        ["hub /admin/requests/{id}"] = "the sample has no request: PortalBrowserTests makes one",
        ["site /admin/source"] = "of a site on Frappe",
        ["site /admin/source/authorization"] = "of a site on Frappe",
        ["site /admin/source/authorization/callback"] = "of a site on Frappe",
        ["site /admin/source/people"] = "of a site on Frappe",
        ["site /me/acting"] = "of a site on Frappe",
        ["site /me/acting/callback"] = "of a site on Frappe",
        ["site /documents/files"] = "leads back to the document",
        ["site /signin"] = "leads on to the hub",
        ["site /signin/refused"] = "an answer of 403 or 503",
    };

    /// <param name="everything">each page of each person in both languages, with axe at either width; else in German, and the first time in English and under axe as well</param>
    [Theory]
    [Trait("Run", "Soak")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_page_is_whole_for_everybody(bool everything)
    {
        var began = Stopwatch.GetTimestamp();
        void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine($"{Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s: {what}");
        await using (var first = await world.Visit())
        {
            // Whether there is a browser, before anything is made for it.
        }

        await CrawlPlants.Plant(world, everything ? "crawled-whole" : "crawled");
        Say("planted");
        var crawl = new PageCrawl(world, everything);
        foreach (var (email, starts) in new (string?, Uri[])[]
        {
            (null, [.. At(world.Hub, "/signin", "/register", "/forgot", "/reset?code=x", "/invitation?code=x", "/verify?code=x", "/signout", "/signin/arrived", "/dev/mailbox", "/error/404", "/address?code=x"), .. At(world.Acme, "/signed-out", "/error/404")]),
            ("buyer@riverside.example", [.. At(world.Hub, "/", "/account", "/actions/new/acme/Issue/new"), .. At(world.Acme, "/signin")]),
            ("viewer@riverside.example", At(world.Hub, "/")),
            ("olivia@northwind.example", At(world.Hub, "/", "/admin")),
            ("auditor@northwind.example", At(world.Hub, "/", "/admin")),
            ("admin@acme.example", [.. At(world.Hub, "/"), .. At(world.Acme, "/signin", "/admin")]),
            ("sales@acme.example", [.. At(world.Hub, "/"), .. At(world.Acme, "/signin")]),
        })
        {
            await using var visitor = await world.Visit(375, "de-DE", ColorScheme.Dark);
            if (email is not null)
            {
                await visitor.SignIn(email);
            }

            await crawl.Walk(visitor, email ?? "nobody", starts);
            Say($"{email}: {crawl.Loads} pages loaded, {crawl.Seen.Count} kinds seen");
        }

        string[] wrong = [.. crawl.Faults, .. crawl.Unseen.Except(Elsewhere.Keys).Select(static pattern => $"nobody came to {pattern}")];
        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }

    private static Uri[] At(Uri role, params IEnumerable<string> paths) => [.. paths.Select(path => new Uri(role, path))];
}
