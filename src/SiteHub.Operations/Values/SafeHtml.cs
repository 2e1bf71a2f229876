using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html;
using Ganss.Xss;

namespace SiteHub.Operations.Values;

/// <summary>
/// A site's rich text as a page may hold it: paragraphs, lists, tables, links and emphasis, and nothing else. No style, nothing that is fetched, nothing that
/// runs. What is larger than a person writes is shown as the text that it is, for its parsing would hold up everybody.
/// </summary>
public static class SafeHtml
{
    private static readonly string[] Tags =
    [
        "p", "br", "div", "ul", "ol", "li", "a", "b", "strong", "i", "em", "u", "s", "sub", "sup", "blockquote", "pre", "code",
        "table", "thead", "tbody", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6",
    ];

    /// <summary>What stands in them is no text.</summary>
    private static readonly string[] Hidden = ["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "IFRAME", "OBJECT", "TEXTAREA", "SELECT", "TITLE", "SVG", "MATH", "HEAD"];

    private static readonly HtmlSanitizer Sanitizer = Made();

    /// <param name="html">the site's</param>
    /// <returns>HTML that is put into a page as it is</returns>
    public static string Of(string html) => new SafeHtmlPage().Of(html);

    internal static string Cleaned(string html) => Sanitizer.Sanitize(html);

    internal static string AsText(string html) => string.Concat(RichText.Plain(html).Split('\n').Select(static line => $"<p>{WebUtility.HtmlEncode(line)}</p>"));

    private static HtmlSanitizer Made()
    {
        var sanitizer = new HtmlSanitizer { KeepChildNodes = true, OutputFormatter = new Quoted() };
        sanitizer.AllowedTags.Clear();
        sanitizer.AllowedTags.UnionWith(Tags);
        sanitizer.AllowedAttributes.Clear();
        sanitizer.AllowedAttributes.UnionWith(["href", List]);
        sanitizer.AllowedCssProperties.Clear();
        sanitizer.AllowedAtRules.Clear();
        sanitizer.AllowedClasses.Clear();
        sanitizer.AllowedSchemes.Clear();
        sanitizer.AllowedSchemes.UnionWith(["http", "https", "mailto", "tel"]);
        sanitizer.UriAttributes.Clear();
        sanitizer.UriAttributes.Add("href");

        // Within the site it would lead somewhere; here it leads to a page of ours.
        sanitizer.FilterUrl += static (_, url) => url.SanitizedUrl = Uri.TryCreate(url.OriginalUrl.Trim(), UriKind.Absolute, out var at) && !at.IsFile ? url.SanitizedUrl : null;
        sanitizer.RemovingTag += static (_, removed) =>
        {
            if (Hidden.Contains(removed.Tag.TagName, StringComparer.OrdinalIgnoreCase))
            {
                removed.Tag.TextContent = "";
            }
        };
        sanitizer.PostProcessDom += static (_, done) => Fit(done.Document);
        return sanitizer;
    }

    /// <summary>The editor's own mark of a list: it writes every one as numbered.</summary>
    private const string List = "data-list";

    private static void Fit(IDocument document)
    {
        foreach (var link in document.QuerySelectorAll("a[href]"))
        {
            link.SetAttribute("rel", "noopener noreferrer nofollow");
            link.SetAttribute("target", "_blank");
        }

        // Headings of a page are the page's.
        foreach (var heading in document.QuerySelectorAll("h1, h2, h3, h4, h5, h6"))
        {
            Rename(document, heading, "p").InnerHtml = $"<strong>{heading.InnerHtml}</strong>";
        }

        foreach (var list in document.QuerySelectorAll($"ol:has(> li[{List}=bullet])").Where(static list => list.Children.All(static item => item.GetAttribute(List) == "bullet")))
        {
            Rename(document, list, "ul").Append([.. list.ChildNodes]);
        }

        foreach (var item in document.QuerySelectorAll($"[{List}]"))
        {
            item.RemoveAttribute(List);
        }
    }

    /// <summary>Quotes end no attribute even where somebody puts the text into one.</summary>
    private sealed class Quoted : HtmlMarkupFormatter
    {
        public override string Text(ICharacterData text) => base.Text(text).Replace("\"", "&quot;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal);
    }

    private static IElement Rename(IDocument document, IElement element, string name)
    {
        var renamed = document.CreateElement(name);
        element.Parent!.ReplaceChild(renamed, element);
        return renamed;
    }
}
