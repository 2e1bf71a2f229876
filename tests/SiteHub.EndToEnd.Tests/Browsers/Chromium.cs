using Microsoft.Playwright;

namespace SiteHub.EndToEnd.Tests.Browsers;

/// <summary>A browser at this machine.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private static readonly string? Executable =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(static folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists);

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static bool IsThere => Executable is not null;

    public static async Task<Chromium> LaunchAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Headless = true, Args = Arguments }));
    }

    /// <summary>Somebody's browser, with nothing in it.</summary>
    public static async Task<Visitor> VisitAsync(Chromium? chromium, Uri hub, Func<string, string> passwordOf, int width = 1280, string locale = "en-GB", ColorScheme scheme = ColorScheme.Light, bool javaScript = true)
    {
        Assert.SkipUnless(chromium is not null, "Needs chromium, which tests/run.sh installs where it can.");
        var context = await chromium._browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 900 }, Locale = locale, ColorScheme = scheme, JavaScriptEnabled = javaScript,
        });
        return new Visitor(hub, passwordOf, context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
