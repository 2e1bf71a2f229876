using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Tries;

namespace SiteHub.Operations.Receiving;

/// <summary><c>/hooks/{name}</c>: where others send their webhooks.</summary>
internal static class HookEndpoint
{
    private const int MostBytes = 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/hooks/{name}", Take).WithTags("Receiving").WithSummary("Takes a signed webhook of others: 202 once it is on disk, 200 if it was here before");

    private static async Task<IResult> Take(string name, HttpContext http, ReceiverRows receivers, Receipts receipts, Database database, WrongTries tries, TimeProvider time, ILogger<Receiver> log)
    {
        if (receivers.Find(name) is not { Enabled: true } receiver || receiver.Name != name)
        {
            return new Problem(StatusCodes.Status404NotFound, "no-receiver", $"Nothing is received at /hooks/{name}.");
        }

        var (thing, from) = ("hook " + receiver.Name, http.Connection.RemoteIpAddress);
        if (tries.Wait(thing, from) is { } wait)
        {
            return TooManyTries.Answer(http, wait, "Too many wrong signatures came from there.");
        }

        if (await Read(http) is not { } body)
        {
            return new Problem(StatusCodes.Status413PayloadTooLarge, "too-large", "A webhook has up to 1 MiB here.");
        }

        if (SignatureChecks.FaultOf(receiver, http.Request.Headers, body, time.GetUtcNow()) is { } fault)
        {
            tries.Wrong(thing, from);
            Log.Refused(log, name, http.Connection.RemoteIpAddress?.ToString(), fault);
            return new Problem(StatusCodes.Status401Unauthorized, "bad-signature", fault);
        }

        tries.Right(thing, from);
        var headers = ShownHeaders.Of(http.Request.Headers);
        var key = KeyOf(receiver, http.Request, headers, body);
        var (id, known) = await database.Writer.Write(
            session => receipts.Keep(session, receiver.Id, receiver.Name, key ?? receipts.Repeated(session, receiver, body) ?? Receipts.NewKey(), http.Request.ContentType, headers, body), http.RequestAborted);
        return known ? TypedResults.Ok(new Answer(id, true)) : TypedResults.Accepted((string?)null, new Answer(id, false));
    }

    /// <returns>null: too much</returns>
    private static async Task<byte[]?> Read(HttpContext http)
    {
        if (http.Request.ContentLength > MostBytes)
        {
            return null;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MostBytes;
        }

        using var buffer = new MemoryStream();
        try
        {
            await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }

        return buffer.ToArray();
    }

    /// <summary>By what the sender says of it alone. Two bodies that are alike may be two things that happened: a value that was changed, and changed back.</summary>
    /// <returns>null: nothing tells one from another</returns>
    private static string? KeyOf(Receiver receiver, HttpRequest request, string headers, byte[] body)
    {
        if (receiver.Key is not null)
        {
            try
            {
                if (Mapping.Key(receiver, request.ContentType, headers, body) is { Length: > 0 } key)
                {
                    return Short(key);
                }
            }
            catch (FormatException)
            {
                // The document's own template will say what is wrong with it.
            }
        }

        var given = receiver.Scheme switch
        {
            ReceiverScheme.Standard => request.Headers["webhook-id"].FirstOrDefault(),
            ReceiverScheme.GitHub => request.Headers["X-GitHub-Delivery"].FirstOrDefault(),
            _ => null,
        };
        return string.IsNullOrEmpty(given) ? null : Short(given);
    }

    private static string Short(string key) => key.Length <= 200 ? key : "sha256-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <param name="Receipt">under which it is found at /api/v1/receipts</param>
    /// <param name="Known">it was here before, and nothing more was done</param>
    internal sealed record Answer(long Receipt, bool Known);
}
