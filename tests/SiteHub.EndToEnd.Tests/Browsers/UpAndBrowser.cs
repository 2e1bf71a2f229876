using System.Text.Json.Nodes;
using Microsoft.Playwright;
using SiteHub.EndToEnd.Tests.Cli;

namespace SiteHub.EndToEnd.Tests.Browsers;

/// <summary>`sitehub up`, and a browser at this machine. For all tests of a class.</summary>
public sealed class UpAndBrowser : IAsyncLifetime
{
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly Workplace _work = new();
    private SiteHubProcess? _up;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public Uri Hub => _work.Hub;

    public Uri Acme => _work.Acme;

    public Uri Globex => _work.Globex;

    /// <summary>Where the configuration is, and the data beside it.</summary>
    public string Folder => _work.Folder;

    public static string? Chromium { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(static folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Chromium is null)
        {
            return;
        }

        _up = _work.Start("up");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Headless = true, Args = Arguments });
        await _up.Says("SiteHub is ready");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_up is not null)
        {
            await _up.DisposeAsync();
        }

        _work.Dispose();
    }

    public string PasswordOf(string email) => (string)JsonNode.Parse(File.ReadAllText(Path.Combine(_work.Folder, ".sitehub", "people.json")))![email]!;

    public Task<(int Code, string Output, string Errors)> Run(params string[] arguments) => _work.Run(arguments);

    /// <summary>Somebody's browser, with nothing in it.</summary>
    internal async Task<Visitor> Visit(int width = 1280, string locale = "en-GB", ColorScheme scheme = ColorScheme.Light, bool javaScript = true)
    {
        Assert.SkipUnless(_browser is not null, "Needs chromium, which tests/run.sh installs where it can.");
        var context = await _browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 900 }, Locale = locale, ColorScheme = scheme, JavaScriptEnabled = javaScript,
        });
        return new Visitor(this, context, await context.NewPageAsync());
    }
}
