using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Problems;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Identity;

/// <summary>
/// Clients' requests while their people are asked: who they are, or whether they agree. A request stays here, and only its number travels past the pages: an
/// address has no room for all that a client may send, and what stands in one anybody can change.
/// </summary>
internal sealed class KeptRequests(Database database, TimeProvider time)
{
    public const string Parameter = "kept";

    private const int LongestRequest = 64 * 1024;
    private const int MostOfAnAddress = 1_000;
    private const int Most = 20_000;
    private const string Columns = "id, at, parameters, login, max_age, chosen";

    /// <summary>For so long somebody may leave a sign-in open, and go on with it.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <returns>null: it is too long to be kept</returns>
    public async Task<KeptRequest?> Keep(OpenIddictRequest request, HttpContext http)
    {
        var parameters = JsonSerializer.Serialize(request.GetParameters()
            .Where(static p => p.Key is not (Parameter or ConsentTicket.Parameter or Parameters.RequestUri)).ToDictionary(static p => p.Key, static p => (string?)p.Value, StringComparer.Ordinal));
        if (parameters.Length > LongestRequest)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var kept = new KeptRequest(WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(16)), now, parameters, request.HasPromptValue(PromptValues.Login), request.MaxAge, null);
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "";
        await database.Writer.Write(
            db =>
            {
                // Strangers can have as many kept as they like: what it costs is bounded, and each takes the place of their own.
                db.Execute("DELETE FROM kept_request WHERE at < $1", now - Kept);
                db.Execute("DELETE FROM kept_request WHERE id IN (SELECT id FROM kept_request WHERE address = $1 ORDER BY at DESC LIMIT -1 OFFSET $2)", address, MostOfAnAddress - 1);
                db.Execute("DELETE FROM kept_request WHERE id IN (SELECT id FROM kept_request ORDER BY at DESC LIMIT -1 OFFSET $1)", Most - 1);
                db.Execute($"INSERT INTO kept_request ({Columns}, address) VALUES ($1, $2, $3, $4, $5, $6, $7)", kept.Id, kept.At, kept.Parameters, kept.Login, kept.MaxAge, kept.Chosen, address);
            },
            http.RequestAborted);
        return kept;
    }

    /// <summary>Its person took longer than somebody may: what it demands of their sign-in is demanded from now on.</summary>
    public async Task<KeptRequest> Renew(KeptRequest kept, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await database.Writer.Write(db => db.Execute("UPDATE kept_request SET at = $2 WHERE id = $1", kept.Id, now), cancellationToken);
        return kept with { At = now };
    }

    public Task Choose(KeptRequest kept, string session, CancellationToken cancellationToken) =>
        database.Writer.Write(db => db.Execute("UPDATE kept_request SET chosen = $2 WHERE id = $1", kept.Id, session), cancellationToken);

    /// <returns>null: there is none, or no more</returns>
    public KeptRequest? Find(string? id) => id is null ? null : database.Read(db => db.One(
        $"SELECT {Columns} FROM kept_request WHERE id = $1 AND at >= $2",
        static row => new KeptRequest(row.Text(0), row.Time(1), row.Text(2), row.Bool(3), row.LongOrNull(4), row.TextOrNull(5)),
        id,
        time.GetUtcNow() - Kept));

    /// <summary>Of an address of ours to go on to after the sign-in.</summary>
    /// <returns>null: nobody asks for anything</returns>
    public KeptRequest? OfAddress(string? returnUrl) =>
        returnUrl?.StartsWith(AuthorizeEndpoint.Path + "?", StringComparison.Ordinal) == true && QueryHelpers.ParseQuery(returnUrl[AuthorizeEndpoint.Path.Length..]).TryGetValue(Parameter, out var id) ? Find(id) : null;
}

internal static class KeptRequestsMiddleware
{
    /// <summary>Before the provider, which finds the request as its client sent it.</summary>
    public static IApplicationBuilder UseKeptRequests(this IApplicationBuilder app)
    {
        var kept = app.ApplicationServices.GetRequiredService<KeptRequests>();
        return app.Use((http, next) =>
        {
            if (http.Request.Path != AuthorizeEndpoint.Path || !HttpMethods.IsGet(http.Request.Method) || http.Request.Query[KeptRequests.Parameter] is not [{ Length: > 0 } id]
                || http.Request.Query.Keys.Any(static name => name is not (KeptRequests.Parameter or ConsentTicket.Parameter)))
            {
                return next(http);
            }

            if (kept.Find(id) is not { } request)
            {
                return new Problem(StatusCodes.Status400BadRequest, "sign-in-too-old", "This sign-in has waited for too long; begin once more at the client.").ExecuteAsync(http);
            }

            http.Features.Set(request);
            http.Request.QueryString = request.Query(http.Request.Query[ConsentTicket.Parameter]);
            return next(http);
        });
    }
}
