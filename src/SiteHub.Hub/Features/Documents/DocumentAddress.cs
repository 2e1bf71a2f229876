using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SiteHub.Hub.Features.Documents;

/// <summary>Which document a request's path names.</summary>
internal sealed record DocumentAddress(string Site, string DocType, string Name)
{
    private const string Prefix = "/api/v1/documents/";

    /// <summary>Of the pages for people.</summary>
    public const string PagePrefix = "/documents/";

    /// <summary>Of the console's.</summary>
    public const string ConsolePrefix = "/admin/documents/";

    /// <summary>
    /// Read from the request line as it came: the decoded path keeps <c>%2F</c> but decodes <c>%252F</c> to the same, and a name may hold both.
    /// </summary>
    /// <returns>null if the path is not of that form, or is not UTF-8</returns>
    public static DocumentAddress? Of(HttpContext http, string prefix = Prefix)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var begin = target.IndexOf(prefix, StringComparison.OrdinalIgnoreCase);
        if (begin < 0)
        {
            return null;
        }

        var end = target.AsSpan().IndexOfAny('?', '#') is var cut and >= 0 ? cut : target.Length;
        if (end < begin + prefix.Length)
        {
            return null;
        }

        var segments = target[(begin + prefix.Length)..end].Split('/');
        return segments.Length < 3 ? null : new DocumentAddress(Decode(segments[0]), Decode(segments[1]), Decode(segments[2]));
    }

    public string Path => $"{Prefix}{Uri.EscapeDataString(Site)}/{Uri.EscapeDataString(DocType)}/{Uri.EscapeDataString(Name)}";

    public string Page => $"{PagePrefix}{Uri.EscapeDataString(Site)}/{Uri.EscapeDataString(DocType)}/{Uri.EscapeDataString(Name)}";

    public string Console => ConsolePrefix + Page[PagePrefix.Length..];

    private static string Decode(string segment) => Uri.UnescapeDataString(segment);
}
