using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using SiteHub.Operations.Tries;

namespace SiteHub.Hub.Identity;

/// <summary>Clients that show wrong secrets or assertions, at whichever of the provider's endpoints.</summary>
internal static class ProviderTries
{
    private const int LongestName = 100;

    public static IApplicationBuilder UseProviderTries(this IApplicationBuilder app)
    {
        var tries = app.ApplicationServices.GetRequiredService<WrongTries>();
        return app.Use(async (http, next) =>
        {
            if (!HttpMethods.IsPost(http.Request.Method) || !http.Request.Path.StartsWithSegments(ProviderRequests.Path, StringComparison.Ordinal) || ClientOf(http.Request) is not { } client)
            {
                await next(http);
                return;
            }

            var (thing, from) = ("client " + client, http.Connection.RemoteIpAddress);
            if (tries.Wait(thing, from) is { } wait)
            {
                TooManyTries.Mark(http, wait);
                http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                await http.Response.WriteAsJsonAsync(
                    new { error = "temporarily_unavailable", error_description = "Too many wrong secrets or assertions came from there for this client, or for any. Correct what is wrong, and try again as Retry-After says." }, http.RequestAborted);
                return;
            }

            await next(http);
            if (http.Response.StatusCode == StatusCodes.Status401Unauthorized)
            {
                tries.Wrong(thing, from);
            }
            else if (http.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status201Created)
            {
                tries.Right(thing, from);
            }
        });
    }

    /// <summary>Who it says it is, known or not.</summary>
    /// <returns>null: nobody, and nothing is shown that could be wrong</returns>
    private static string? ClientOf(HttpRequest request)
    {
        // Read by who came before; a form that could not be read has been refused there.
        var form = request.HasFormContentType ? request.Form : FormCollection.Empty;
        var basic = request.Headers.Authorization.ToString();
        var name = form["client_id"].ToString() is { Length: > 0 } id ? id
            : basic.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) ? NameOf(basic["Basic ".Length..])
            : form["client_assertion"].ToString() is { Length: > 0 and < 10_000 } assertion ? SubjectOf(assertion)
            : form.ContainsKey("client_secret") ? "" : null;
        return name is { Length: > LongestName } ? name[..LongestName] : name;
    }

    private static string NameOf(string credentials)
    {
        var bytes = new byte[credentials.Length];
        return Convert.TryFromBase64String(credentials.Trim(), bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length).Split(':')[0] : "";
    }

    private static string SubjectOf(string assertion)
    {
        try
        {
            return new JsonWebToken(assertion).Subject ?? "";
        }
        catch (ArgumentException)
        {
            return "";
        }
    }
}
