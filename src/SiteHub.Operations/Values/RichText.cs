using System.Net;
using System.Text;

namespace SiteHub.Operations.Values;

/// <summary>A site's rich text, without what a browser would obey: it is shown as text, whatever it holds. One pass, for a site decides how long it is.</summary>
public static class RichText
{
    /// <summary>More of it than anybody reads on a page.</summary>
    private const int Longest = 64 * 1024;

    private static readonly string[] Lines = ["br", "/p", "/div", "/li", "/tr", "/h1", "/h2", "/h3", "/h4", "/h5", "/h6", "/blockquote", "/pre"];

    /// <summary>What stands between these two tags is no text.</summary>
    private static readonly string[] Hidden = ["script", "style", "template"];

    /// <param name="html">the site's</param>
    /// <param name="mention">what is put before whoever is mentioned in it</param>
    public static string Plain(string html, string mention = "")
    {
        ArgumentNullException.ThrowIfNull(html);
        var text = new StringBuilder(Math.Min(html.Length, Longest));
        for (var at = 0; at < html.Length && text.Length <= Longest;)
        {
            var open = html.IndexOf('<', at);
            if (open < 0)
            {
                open = html.Length;
            }

            text.Append(html, at, Math.Min(open - at, Longest + 1 - text.Length));
            if (open == html.Length)
            {
                break;
            }

            if (!IsTag(html, open))
            {
                text.Append('<');
                at = open + 1;
                continue;
            }

            var comment = html.AsSpan(open).StartsWith("<!--", StringComparison.Ordinal);
            var close = comment ? html.IndexOf("-->", open + 2, StringComparison.Ordinal) : html.IndexOf('>', open);
            if (close < 0)
            {
                // A browser would show nothing of it either.
                break;
            }

            at = close + (comment ? 3 : 1);
            if (mention is not "" && html.AsSpan(open, at - open).Contains("mention", StringComparison.OrdinalIgnoreCase))
            {
                text.Append(mention);
            }

            var name = Name(html, open);
            if (Array.Exists(Lines, line => name.Equals(line, StringComparison.OrdinalIgnoreCase)))
            {
                text.Append('\n');
            }
            else if (Array.Find(Hidden, hidden => name.Equals(hidden, StringComparison.OrdinalIgnoreCase)) is { } hidden)
            {
                at = html.IndexOf("</" + hidden, at, StringComparison.OrdinalIgnoreCase) is >= 0 and var end ? end : html.Length;
            }
        }

        var plain = WebUtility.HtmlDecode(text.Length > Longest ? text.ToString(0, Longest) : text.ToString()).Trim();
        return text.Length > Longest ? plain + "…" : plain;
    }

    /// <summary>A text as rich text that shows just it.</summary>
    public static string Of(string plain)
    {
        ArgumentNullException.ThrowIfNull(plain);
        return new StringBuilder(plain).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\r\n", "<br>").Replace("\n", "<br>").ToString();
    }

    private static bool IsTag(string html, int open) => open + 1 < html.Length && (char.IsAsciiLetter(html[open + 1]) || html[open + 1] is '/' or '!' or '?');

    private static string Name(string html, int open)
    {
        var end = open + 2;
        while (end < html.Length && end - open < 16 && char.IsAsciiLetterOrDigit(html[end]))
        {
            end++;
        }

        return html[(open + 1)..end];
    }
}
