using System.Text;

namespace SiteHub.Operations.Values;

/// <summary>The rich texts of one page. The bounds are the page's: a site could fill each of a thousand rows to just below those of one text.</summary>
public sealed class SafeHtmlPage
{
    private const int MaxBytes = 256 * 1024;
    private const int MaxTags = 5_000;

    private int _bytes = MaxBytes;
    private int _tags = MaxTags;

    /// <param name="html">the site's</param>
    /// <returns>HTML that is put into a page as it is</returns>
    public string Of(string html)
    {
        ArgumentNullException.ThrowIfNull(html);
        var (bytes, tags) = (Encoding.UTF8.GetByteCount(html), html.AsSpan().Count('<'));
        if (bytes > _bytes || tags > _tags)
        {
            return SafeHtml.AsText(html);
        }

        (_bytes, _tags) = (_bytes - bytes, _tags - tags);
        return SafeHtml.Cleaned(html);
    }
}
