using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SiteHub.Agent.Resource;

/// <summary>
/// The DocType and the name in an address. Read from the request line itself: the web server's own path leaves %2F as it is but
/// decodes everything else, so a name with a slash and one with "%2F" in it could not be told apart.
/// </summary>
internal readonly record struct ResourcePath(string DocType, string? Name)
{
    private const string Prefix = "/api/resource/";

    public static ResourcePath Of(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        var prefix = path.IndexOf(Prefix, StringComparison.OrdinalIgnoreCase);
        if (prefix < 0)
        {
            // Somebody wrote parts of the prefix in percent signs.
            path = http.Request.Path.Value ?? "";
            prefix = path.IndexOf(Prefix, StringComparison.OrdinalIgnoreCase);
        }

        var rest = prefix < 0 ? "" : path[(prefix + Prefix.Length)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 || slash == rest.Length - 1
            ? new ResourcePath(Uri.UnescapeDataString(rest.TrimEnd('/')), null)
            : new ResourcePath(Uri.UnescapeDataString(rest[..slash]), Uri.UnescapeDataString(rest[(slash + 1)..]));
    }
}
