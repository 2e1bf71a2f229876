using System.Text;
using Microsoft.AspNetCore.Http;

namespace SiteHub.Agent.People;

/// <summary>Reads Frappe's <c>Authorization</c>: <c>token key:secret</c> or <c>Basic</c> of the same.</summary>
public static class Credentials
{
    /// <returns>the caller; a guest where nothing is shown; null where what is shown is wrong</returns>
    public static Caller? Of(HttpRequest request, KnownKeys keys)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(keys);
        if (request.Headers.Authorization.ToString().Length == 0)
        {
            return Caller.Guest;
        }

        return request.HttpContext.Features.Get<Caller>() ?? (Shown(request) is { } shown ? keys.Of(shown.Key, shown.Secret) : null);
    }

    /// <returns>null: nothing of this form</returns>
    internal static (string Key, string Secret)? Shown(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        var scheme = space < 0 ? header : header[..space];
        var shown = space < 0 ? "" : header[(space + 1)..].Trim();
        if (scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            var bytes = new byte[shown.Length];
            shown = Convert.TryFromBase64String(shown, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        }
        else if (!scheme.Equals("token", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var colon = shown.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (shown[..colon], shown[(colon + 1)..]);
    }
}
