using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Identity;

/// <summary>What holds of every request to the provider, before it is looked at: each parameter once, and tokens in no address and no cache.</summary>
internal static class ProviderRequests
{
    public const string Path = "/connect";

    public static IApplicationBuilder UseProviderRequests(this IApplicationBuilder app) => app.Use(static async (http, next) =>
    {
        if (!http.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal))
        {
            await next(http);
            return;
        }

        // RFC 6749, section 5.1; for what userinfo and introspection tell as well.
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Pragma = "no-cache";
        if (FaultOf(http.Request.Query, await Form(http.Request)) is { } fault)
        {
            if (http.Request.Path == AuthorizeEndpoint.Path && http.Request.Query[Parameters.RedirectUri].Count == 1 && http.Request.Query[Parameters.ClientId].Count == 1)
            {
                // Whoever sent it can be told.
                http.Features.Set(new AuthorizeErrors.RequestFault(fault));
                await next(http);
                return;
            }

            if (!HubIdentity.ForPrograms.Contains(http.Request.Path.Value))
            {
                await AuthorizeErrors.Of(fault).ExecuteAsync(http);
                return;
            }

            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsJsonAsync(new { error = Errors.InvalidRequest, error_description = fault }, http.RequestAborted);
            return;
        }

        await next(http);
    });

    /// <returns>null: it is none that could be read</returns>
    private static async Task<IFormCollection?> Form(HttpRequest request)
    {
        try
        {
            return request.HasFormContentType ? await request.ReadFormAsync(request.HttpContext.RequestAborted) : FormCollection.Empty;
        }
        catch (Exception e) when (e is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            return null;
        }
    }

    private static string? FaultOf(IQueryCollection query, IFormCollection? form)
    {
        if (form is null)
        {
            return "The form cannot be read: it has too many or too long parameters, or is written wrongly.";
        }

        // Two readers of one request may take two different values (RFC 6749, sections 3.1 and 3.2).
        var all = query.Concat<KeyValuePair<string, StringValues>>(form);
        if (all.GroupBy(static p => p.Key, StringComparer.Ordinal).FirstOrDefault(static p => p.Sum(static value => value.Value.Count) > 1) is { } twice)
        {
            return $"The parameter {Shown(twice.Key)} is given more than once.";
        }

        // RFC 9700, section 4.3.2: an address stands in logs and histories.
        return query.ContainsKey(Parameters.AccessToken) ? "A token is sent in the header Authorization, never in the address." : null;
    }

    private static string Shown(string name) => name.Length <= 40 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? name : "with the long or strange name";
}
