using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Playwright;

namespace SiteHub.EndToEnd.Tests.Browsers;

/// <summary>English on a German page: a text that has its German and does not show it, or a sentence that has none.</summary>
internal static partial class UntranslatedWords
{
    /// <summary>What the page says itself: not somebody's data, which the page marks as nothing to translate, nor code.</summary>
    private const string Own = """
        () => {
            const data = 'pre, code, .mono, .code, textarea, [lang]:not(html), [translate=no], script, style, noscript';
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const words = [document.title];
            while (walker.nextNode()) {
                const text = walker.currentNode.textContent.trim();
                if (text && !walker.currentNode.parentElement.closest(data)) words.push(text);
            }
            document.querySelectorAll('[aria-label], [placeholder], [title]').forEach(e => {
                if (!e.closest(data)) ['aria-label', 'placeholder', 'title'].forEach(a => e.getAttribute(a) && words.push(e.getAttribute(a)));
            });
            return words;
        }
        """;

    private static readonly Lazy<HashSet<string>> Translated = new(static () =>
    {
        var texts = Directory.EnumerateFiles(Repository.File("src"), "*.de.resx", SearchOption.AllDirectories)
            .SelectMany(static file => XDocument.Load(file).Descendants("data").Select(static data => ((string)data.Attribute("name")!, (string)data.Element("value")!))).ToList();
        var german = texts.Select(static text => text.Item2).ToHashSet(StringComparer.Ordinal);
        return [.. texts.Select(static text => text.Item1).Where(english => !german.Contains(english))];
    });

    /// <param name="page">that says to be German</param>
    /// <param name="names">of the companies' own things, which stand in their language: longest first</param>
    public static async Task<IEnumerable<string>> On(IPage page, IReadOnlyList<string> names) =>
        (await page.EvaluateAsync<string[]>(Own)).Where(static text => IsEnglish(text)).Distinct().Where(text => IsEnglish(names.Aggregate(text, Without)));

    /// <summary>All that the configuration says, and its fields as they are called on a page.</summary>
    public static IReadOnlyList<string> NamesIn(JsonNode configuration)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        void Add(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject members:
                    members.ToList().ForEach(member => Add(member.Value));
                    break;
                case JsonArray items:
                    items.ToList().ForEach(Add);
                    break;
                case JsonValue value when value.TryGetValue<string>(out var text) && text.Length > 2:
                    names.Add(text);
                    names.Add(CultureInfo.InvariantCulture.TextInfo.ToTitleCase(text.Replace('_', ' ')));
                    break;
            }
        }

        Add(configuration);
        return [.. names.OrderByDescending(static name => name.Length)];
    }

    private static bool IsEnglish(string text) => Translated.Value.Contains(text.Trim()) || English().IsMatch(text);

    private static string Without(string text, string name)
    {
        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = at < text.Length ? text.IndexOf(name, at, StringComparison.Ordinal) : -1)
        {
            var end = at + name.Length;
            var isWhole = (at == 0 || !char.IsLetter(text[at - 1])) && (end == text.Length || !char.IsLetter(text[end]));
            (text, at) = isWhole ? (text.Remove(at, name.Length), at) : (text, end);
        }

        return text;
    }

    [GeneratedRegex(@"\b(the|and|of|to|is|are|you|your|this|that|with|from|by|has|have|been|nothing|save|search|since|until|waiting|asked|none|show|remove|cancel|which|when)\b", RegexOptions.IgnoreCase)]
    private static partial Regex English();
}
