using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace SiteHub.EndToEnd.Tests.Browsers;

/// <summary>Every page of hub and site, as each kind of person, once large and English and once small and German.</summary>
public sealed partial class CrawlTests(UpAndBrowser world) : IClassFixture<UpAndBrowser>
{
    private const int MostPagesOfAKind = 2;

    /// <summary>What is no page of ours, ends the visit, or is a file to keep.</summary>
    private static readonly string[] Left = ["/scalar", "/openapi", "/admin/jobs", "/signout", "/documents/export", "/dev/mailbox", "/health", "/metrics", "/assets"];

    /// <summary>Parts of a page that are somebody's data, or the same in every language; what is left is ours, and in the page's language.</summary>
    private const string OwnWords = """
        () => {
            const data = 'pre, code, .mono, .code, textarea, [lang]:not(html), [translate=no], script, style, td, dd, option, .list-group-item, h1, .card-title';
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const words = [];
            while (walker.nextNode()) {
                const parent = walker.currentNode.parentElement;
                if (!parent.closest(data)) words.push(walker.currentNode.textContent.trim());
            }
            document.querySelectorAll('[aria-label], [placeholder], [title]').forEach(e => {
                if (!e.closest(data)) ['aria-label', 'placeholder', 'title'].forEach(a => e.getAttribute(a) && words.push(e.getAttribute(a)));
            });
            return words.filter(word => word);
        }
        """;

    [Theory]
    [InlineData(1440, "en-GB", ColorScheme.Light)]
    [InlineData(375, "de-DE", ColorScheme.Dark)]
    public async Task Every_page_is_whole_for_everybody(int width, string locale, ColorScheme scheme)
    {
        var (faults, looked) = (new List<string>(), new HashSet<string>());
        foreach (var (email, starts) in new (string, string[])[]
        {
            ("buyer@riverside.example", [.. At(world.Hub, "/", "/account")]),
            ("viewer@riverside.example", [.. At(world.Hub, "/")]),
            ("olivia@northwind.example", [.. At(world.Hub, "/", "/admin")]),
            ("auditor@northwind.example", [.. At(world.Hub, "/", "/admin")]),
            ("admin@acme.example", [.. At(world.Hub, "/"), .. At(world.Acme, "/signin", "/", "/admin")]),
            ("sales@acme.example", [.. At(world.Hub, "/"), .. At(world.Acme, "/signin", "/")]),
        })
        {
            await using var visitor = await world.Visit(width, locale, scheme);
            await visitor.SignIn(email);
            await Walk(visitor, starts, looked, locale.StartsWith("de", StringComparison.Ordinal), fault => faults.Add($"{email}: {fault}"));
            faults.AddRange(visitor.Complaints.Select(complaint => $"{email}: {complaint}"));
        }

        looked.Count.ShouldBeGreaterThan(40);
        faults.ShouldBeEmpty(string.Join('\n', faults));
    }

    private static IEnumerable<string> At(Uri role, params IEnumerable<string> paths) => paths.Select(path => new Uri(role, path).AbsoluteUri);

    /// <param name="looked">kinds of pages at which axe has looked already, as somebody else perhaps</param>
    private async Task Walk(Visitor visitor, IEnumerable<string> starts, HashSet<string> looked, bool isGerman, Action<string> fault)
    {
        var (asked, kinds, waiting) = (new HashSet<string>(), new Dictionary<string, int>(), new Queue<string>());
        void Found(string address)
        {
            address = address.Split('#')[0];
            if (!new[] { world.Hub, world.Acme, world.Globex }.Any(role => address.StartsWith(role.AbsoluteUri, StringComparison.Ordinal)) || Left.Any(new Uri(address).AbsolutePath.StartsWith) || !asked.Add(address))
            {
                return;
            }

            var kind = Kind(address);
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            if (kinds[kind] <= MostPagesOfAKind)
            {
                waiting.Enqueue(address);
            }
        }

        foreach (var start in starts)
        {
            Found(start);
        }

        while (waiting.TryDequeue(out var address))
        {
            if (address.Contains("/print", StringComparison.Ordinal) || address.Contains("/files/", StringComparison.Ordinal) || address.Contains("/export", StringComparison.Ordinal))
            {
                continue;
            }

            var answer = await visitor.Page.GotoAsync(address);
            if (answer is null || answer.Status >= 400)
            {
                fault($"{address}: {answer?.Status}");
                continue;
            }

            if (looked.Add(Kind(visitor.Page.Url)))
            {
                foreach (var found in await visitor.Faults())
                {
                    fault(found);
                }
            }

            if (isGerman)
            {
                foreach (var words in (await visitor.Page.EvaluateAsync<string[]>(OwnWords)).Where(words => English().IsMatch(words)))
                {
                    fault($"{address}: not German: {words}");
                }
            }

            foreach (var link in await visitor.Page.EvaluateAsync<string[]>("Array.from(document.querySelectorAll('a[href]:not([download])'), a => a.href)"))
            {
                Found(link);
            }
        }
    }

    /// <summary>Alike but for what they are about.</summary>
    private static string Kind(string address)
    {
        var at = new Uri(address);
        return at.Port + string.Join('/', at.AbsolutePath.Split('/').Select(static part => part.Any(char.IsAsciiDigit) || part.Length > 24 ? "*" : part)) + "?" + string.Join('&', at.Query.TrimStart('?').Split('&').Select(static pair => pair.Split('=')[0]).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\b(the|and|of|to|is|are|you|your|this|that|with|from|by|has|have|been|nothing|save|search|since|until|waiting|asked|none|show|remove|delete|cancel|which|when)\b", RegexOptions.IgnoreCase)]
    private static partial Regex English();
}
