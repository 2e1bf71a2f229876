using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace SiteHub.Operations.Requests;

/// <summary>
/// What a request's address says, decoded once, in every route of every role. The server decodes a path but for <c>%2F</c>, so that <c>a/b</c> and <c>a%2Fb</c>
/// come out of it alike, and whoever decodes again makes a third name of the two. Here a route's values are read from the request line itself. What is no UTF-8
/// is no text, and refused.
/// </summary>
internal static class AddressText
{
    /// <summary>To come after routing.</summary>
    public static IApplicationBuilder UseAddressText(this IApplicationBuilder app) => app.Use(static (http, next) =>
    {
        if (IsText(http.Request.QueryString.Value) && Read(http))
        {
            return next(http);
        }

        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    });

    private static bool Read(HttpContext http)
    {
        if (http.GetEndpoint() is not RouteEndpoint { RoutePattern: { Parameters.Count: > 0 } pattern })
        {
            return true;
        }

        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.Contains('%', StringComparison.Ordinal))
        {
            // Nothing in it is encoded, so there is nothing to read in two ways.
            return true;
        }

        if (Segments(target) is not { } segments)
        {
            return false;
        }

        // An error's page is shown in the place of what was asked for: its own values stay.
        if (IsOf(http.Request.Path.Value ?? "", segments))
        {
            for (var i = 0; i < Math.Min(pattern.PathSegments.Count, segments.Count); i++)
            {
                if (pattern.PathSegments[i] is { IsSimple: true } segment && segment.Parts[0] is RoutePatternParameterPart parameter && http.Request.RouteValues.ContainsKey(parameter.Name))
                {
                    http.Request.RouteValues[parameter.Name] = parameter.IsCatchAll ? string.Join('/', segments.Skip(i)) : segments[i];
                }
            }
        }

        return true;
    }

    /// <returns>null: something in it is no UTF-8</returns>
    private static List<string>? Segments(string target)
    {
        var end = target.AsSpan().IndexOfAny('?', '#') is >= 0 and var cut ? cut : target.Length;
        var begin = target.StartsWith('/') ? 0 : target.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? target.IndexOf('/', scheme + 3) : -1;
        var segments = new List<string>();
        foreach (var part in begin < 0 || begin >= end ? [] : target[(begin + 1)..end].Split('/'))
        {
            if (Decode(part) is not { } segment)
            {
                return null;
            }

            // As the server does it, which knows no escaped slash either.
            if (segment == "..")
            {
                segments.RemoveRange(Math.Max(0, segments.Count - 1), Math.Min(1, segments.Count));
            }
            else if (segment != ".")
            {
                segments.Add(segment);
            }
        }

        return segments;
    }

    private static bool IsOf(string path, List<string> segments) =>
        path.StartsWith('/') && path[1..].Split('/') is var parts && parts.Length == segments.Count
        && parts.Zip(segments).All(static pair => pair.First.Equals(pair.Second.Replace("/", "%2F", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));

    private static bool IsText(string? query) => query is null || Decode(query) is not null;

    /// <returns>null: it is no UTF-8</returns>
    private static string? Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
            }
        }

        var read = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes);
        return Utf8.IsValid(read) ? Encoding.UTF8.GetString(read) : null;
    }
}
