using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace SiteHub.EndToEnd.Tests.Browsers;

/// <summary>One person at one browser, and what the browser complained of.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private static readonly Lazy<string> Axe = new(static () => File.ReadAllText(Path.Combine(Path.GetDirectoryName(Repository.File("tests/run.sh"))!, "npm", "node_modules", "axe-core", "axe.min.js")));

    private readonly Uri _hub;
    private readonly Func<string, string> _passwordOf;
    private readonly IBrowserContext _context;

    public Visitor(Uri hub, Func<string, string> passwordOf, IBrowserContext context, IPage page)
    {
        (_hub, _passwordOf, _context, Page) = (hub, passwordOf, context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complaints.Add($"{page.Url}: {message.Text}");
            }
        };
        page.PageError += (_, error) => Complaints.Add($"{page.Url}: {error}");
    }

    public IPage Page { get; }

    public List<string> Complaints { get; } = [];

    public Task<ICDPSession> DevTools() => _context.NewCDPSessionAsync(Page);

    public Task Go(Uri role, string path = "/") => Page.GotoAsync(new Uri(role, path).AbsoluteUri);

    public async Task SignIn(string email, string? password = null)
    {
        await Go(_hub, "/signin");
        await Page.Locator("#Email").FillAsync(email);
        await Page.Locator("button.btn-primary").ClickAsync();
        await Page.Locator("#Password").FillAsync(password ?? _passwordOf(email));
        await Page.Locator("button.btn-primary").ClickAsync();
        await Arrive(static url => new Uri(url).AbsolutePath is not ("/signin" or "/signin/password" or "/connect/authorize"));
    }

    public async Task SignOut()
    {
        await Page.Locator("header form[action='/signout'] button").ClickAsync();
        await Arrive(static url => url.Contains("/signout", StringComparison.Ordinal));
        await Page.Locator("main").WaitForAsync();
    }

    /// <summary>A page that is loaded before anybody waits for it fires its event to nobody, and is waited for in vain: the address is looked at instead.</summary>
    private async Task Arrive(Func<string, bool> there)
    {
        for (var began = Stopwatch.GetTimestamp(); !there(Page.Url) && Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30);)
        {
            await Task.Delay(50);
        }

        there(Page.Url).ShouldBeTrue(Page.Url);
        await Page.Locator("main").WaitForAsync();
    }

    /// <summary>What the browser asks for from now on: German at night, English by day.</summary>
    public async Task Speak(string language)
    {
        await Page.SetExtraHTTPHeadersAsync(new Dictionary<string, string> { ["Accept-Language"] = language });
        await Page.EmulateMediaAsync(new() { ColorScheme = language == "de" ? ColorScheme.Dark : ColorScheme.Light });
    }

    /// <summary>Nothing wider than the window, and nothing that axe-core calls serious or worse.</summary>
    public async Task<List<string>> Faults(bool axe = true)
    {
        var faults = new List<string>();
        if (await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > window.innerWidth"))
        {
            faults.Add($"{Page.Url}: wider than the window");
        }

        if (!axe)
        {
            return faults;
        }

        await Page.EvaluateAsync(Axe.Value);
        var found = await Page.EvaluateAsync<JsonElement>("axe.run({ resultTypes: ['violations'], preload: false }).then(r => r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' | ')))");
        faults.AddRange(found.EnumerateArray().Select(fault => $"{Page.Url}: {fault.GetString()}"));
        return faults;
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
