using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Operations.Look;

namespace SiteHub.Operations.Problems;

/// <summary>Tells a person at a browser, who is shown a page whatever became of it, from a program, which is answered with a document.</summary>
internal static class AskedByPerson
{
    public static bool Is(HttpContext http)
    {
        if (http.RequestServices.GetService<Brand>() is not { } brand || http.Request.Headers.ContainsKey("HX-Request"))
        {
            return false;
        }

        // Every browser says so of the address bar, of links and of forms, to whoever it reaches by https or on its own machine.
        if (http.Request.Headers["Sec-Fetch-Mode"] == "navigate")
        {
            return true;
        }

        // Programs take pages too, by what their libraries write of themselves; those name JSON as well, or come where nobody else does.
        var accept = http.Request.Headers.Accept.ToString();
        return accept.Contains("text/html", StringComparison.Ordinal) && !accept.Contains("json", StringComparison.Ordinal)
            && !brand.ForPrograms.Any(path => http.Request.Path.StartsWithSegments(path, StringComparison.Ordinal));
    }
}
