using System.Text.Json.Nodes;
using Microsoft.Playwright;
using SiteHub.Agent.Tests;
using SiteHub.Hub.Tests;

namespace SiteHub.EndToEnd.Tests.Browsers;

/// <summary>People who follow every link, one after the other: of each pattern of pages one page without and one with a query for each of them.</summary>
/// <param name="everything">each page in both languages, with axe at either width; else in German, and in English and under axe by the first who comes to it</param>
internal sealed class PageCrawl(UpAndBrowser world, bool everything)
{
    /// <summary>What is no page of ours, by its pattern, and why.</summary>
    private static readonly (string Begins, string Ends, string Why)[] NoPages =
    [
        ("/api/", "", "for programs"), ("/openapi/", "", "for programs"), ("/health", "", "for programs"), ("/metrics", "", "for programs"), ("/connect/", "", "leads on"),
        ("/assets/", "", "a part of pages"), ("/brand.css", "", "a part of pages"), ("/live", "", "what a page hears"), ("/admin/live/stream", "", "what a page hears"), ("/admin/series", "", "numbers of a chart"),
        ("/documents/export", "", "a file"), ("/documents/", "/print", "a PDF"), ("/documents/", "/files/{file}", "a file"), ("/admin/jobs/", "", "the pages of TickerQ"),
    ];

    /// <summary>Handlers of pages that give a file to keep.</summary>
    private static readonly string[] Files = ["handler=export", "handler=print", "handler=one"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly int[] Widths = [375, 1440];

    private readonly (Uri At, PagePatterns Patterns)[] _roles =
        [(world.Hub, new PagePatterns("hub", HubRoutes.Approved)), (world.Acme, new PagePatterns("site", SiteRoutes.Approved)), (world.Globex, new PagePatterns("site", SiteRoutes.Approved))];

    private readonly HashSet<string> _looked = [];
    private readonly IReadOnlyList<string> _names =
        [.. UntranslatedWords.NamesIn(JsonNode.Parse(File.ReadAllText(Path.Combine(world.Folder, "sites.json")))!), "Set of seals", "Sales"];

    public HashSet<string> Seen { get; } = [];

    public List<string> Faults { get; } = [];

    public int Loads { get; private set; }

    /// <summary>The approved pages that nobody has seen.</summary>
    public IEnumerable<string> Unseen => _roles.Take(2).SelectMany(static role => role.Patterns.All).Where(pattern => IsPage(pattern) && !Seen.Contains(pattern));

    public async Task Walk(Visitor visitor, string who, IEnumerable<Uri> starts)
    {
        var (asked, waiting) = (new HashSet<string>(), new Queue<(Uri Address, string From)>());
        void Found(Uri address, string from)
        {
            if (Pattern(address) is { } pattern && IsPage(pattern) && !Files.Any(file => address.Query.Contains(file, StringComparison.OrdinalIgnoreCase)) && asked.Add($"{pattern}{(address.Query.Length > 0 ? "?" : "")}"))
            {
                waiting.Enqueue((address, from));
            }
        }

        foreach (var start in starts)
        {
            Found(start, "the start");
        }

        while (waiting.TryDequeue(out var next))
        {
            void Fault(string what) => Faults.Add($"{who}, {next.From} -> {next.Address}: {what}");
            try
            {
                await Visit(visitor, next.Address, Found, Fault).WaitAsync(Patience);
            }
            catch (Exception e) when (e is TimeoutException or PlaywrightException)
            {
                Fault($"at {visitor.Page.Url}: {e.Message}");
            }
        }
    }

    private async Task Visit(Visitor visitor, Uri address, Action<Uri, string> found, Action<string> fault)
    {
        if (!await Load(visitor, address, "de", fault))
        {
            return;
        }

        var pattern = Pattern(new Uri(visitor.Page.Url)) ?? "";
        Seen.Add(pattern);
        foreach (var link in await visitor.Page.EvaluateAsync<string[]>("Array.from(document.querySelectorAll('a[href]:not([download])'), a => a.href)"))
        {
            if (Uri.TryCreate(link.Split('#')[0], UriKind.Absolute, out var to))
            {
                found(to, visitor.Page.Url);
            }
        }

        foreach (var words in await UntranslatedWords.On(visitor.Page, _names))
        {
            fault("not German: " + words);
        }

        var first = _looked.Add($"{pattern}{(address.Query.Length > 0 ? "?" : "")}");
        await Look(visitor, everything ? Widths : first ? [375] : [], fault);
        if ((first || everything) && await Load(visitor, address, "en", fault))
        {
            await Look(visitor, everything ? Widths : [1440], fault);
        }
    }

    private static bool IsPage(string pattern)
    {
        var path = pattern[(pattern.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return !NoPages.Any(none => path.StartsWith(none.Begins, StringComparison.Ordinal) && path.EndsWith(none.Ends, StringComparison.Ordinal));
    }

    private string? Pattern(Uri address) => _roles.FirstOrDefault(role => role.At.Authority == address.Authority).Patterns?.Of(address.AbsolutePath);

    private async Task<bool> Load(Visitor visitor, Uri address, string language, Action<string> fault)
    {
        Loads++;
        visitor.Complaints.Clear();
        await visitor.Speak(language);
        var answer = await visitor.Page.GotoAsync(address.AbsoluteUri);
        if (answer is null || answer.Status >= 400)
        {
            fault($"{answer?.Status}");
            visitor.Complaints.Clear();
            return false;
        }

        return true;
    }

    /// <summary>At the width that it has and then at the other, without loading it anew.</summary>
    private static async Task Look(Visitor visitor, int[] axe, Action<string> fault)
    {
        foreach (var width in visitor.Page.ViewportSize!.Width == Widths[0] ? Widths : Widths.Reverse())
        {
            await visitor.Page.SetViewportSizeAsync(width, 900);
            foreach (var found in await visitor.Faults(axe.Contains(width)))
            {
                fault($"{width} px: {found}");
            }
        }

        foreach (var complaint in visitor.Complaints)
        {
            fault(complaint);
        }
    }
}
