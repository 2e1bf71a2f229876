using System.Text.Json.Nodes;
using Microsoft.Playwright;
using SiteHub.EndToEnd.Tests.Cli;

namespace SiteHub.EndToEnd.Tests.Browsers;

/// <summary>`sitehub up`, and a browser at this machine. For all tests of a class.</summary>
public sealed class UpAndBrowser : IAsyncLifetime
{
    private readonly Workplace _work;
    private SiteHubProcess? _up;
    private Chromium? _chromium;

    public UpAndBrowser()
    {
        Portal = new Uri($"http://localhost:{Ports.Take()}");
        _work = new Workplace(file => file["hub"]!["clients"]!.AsArray().Add(new JsonObject
        {
            ["id"] = "portal", ["secret"] = "portal-sample-secret", ["firstParty"] = true, ["scopes"] = new JsonArray("openid", "profile"), ["redirectUris"] = new JsonArray(new Uri(Portal, "/callback").AbsoluteUri),
        }));
    }

    /// <summary>Where a client of somebody else's listens, if a test has one listen there.</summary>
    public Uri Portal { get; }

    public Uri Hub => _work.Hub;

    public Uri Acme => _work.Acme;

    public Uri Globex => _work.Globex;

    /// <summary>Where the configuration is, and the data beside it.</summary>
    public string Folder => _work.Folder;

    public async ValueTask InitializeAsync()
    {
        if (!Chromium.IsThere)
        {
            return;
        }

        _up = _work.Start("up");
        _chromium = await Chromium.LaunchAsync();
        await _up.Says("SiteHub is ready");
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        if (_up is not null)
        {
            await _up.DisposeAsync();
        }

        _work.Dispose();
    }

    public string PasswordOf(string email) => (string)JsonNode.Parse(File.ReadAllText(Path.Combine(_work.Folder, ".sitehub", "people.json")))![email]!;

    public Task<(int Code, string Output, string Errors)> Run(params string[] arguments) => _work.Run(arguments);

    /// <summary>Somebody's browser, with nothing in it.</summary>
    internal Task<Visitor> Visit(int width = 1280, string locale = "en-GB", ColorScheme scheme = ColorScheme.Light, bool javaScript = true) => Chromium.VisitAsync(_chromium, Hub, PasswordOf, width, locale, scheme, javaScript);
}
