using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Tries;

namespace SiteHub.Operations.Receiving;

/// <summary><c>/hooks/{name}</c>: where others send their webhooks.</summary>
internal static class HookEndpoint
{
    private const string Disabled = "It is disabled.";
    private const string TooMany = "Too many wrong signatures came from there.";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/hooks/{name}", Take).WithTags("Receiving").WithSummary("Takes a signed webhook of others: 202 once it is on disk, 200 if it was here before");

    private static async Task<IResult> Take(string name, HttpContext http, ReceiverRows receivers, Receipts receipts, Database database, WrongTries tries, TimeProvider time, ILogger<Receiver> log)
    {
        if (receivers.Find(name) is not { } receiver || receiver.Name != name || !receiver.Enabled)
        {
            if (receivers.Find(name) is { } disabled && disabled.Name == name)
            {
                receivers.Refuse(disabled, Disabled);
            }

            return new Problem(StatusCodes.Status404NotFound, "no-receiver", $"Nothing is received at /hooks/{name}.");
        }

        var (thing, from) = ("hook " + receiver.Name, http.Connection.RemoteIpAddress);
        if (tries.Wait(thing, from) is { } wait)
        {
            receivers.Refuse(receiver, TooMany);
            return TooManyTries.Answer(http, wait, TooMany);
        }

        var (sent, refused) = await SentBody.Read(http);
        if (sent is null)
        {
            receivers.Refuse(receiver, refused!.Title);
            return refused;
        }

        if (FaultOf(receiver, http.Request.Headers, sent, time.GetUtcNow()) is { } fault)
        {
            tries.Wrong(thing, from);
            receivers.Refuse(receiver, fault);
            Log.Refused(log, name, http.Connection.RemoteIpAddress?.ToString(), fault);
            return new Problem(StatusCodes.Status401Unauthorized, "bad-signature", fault);
        }

        tries.Right(thing, from);
        var body = sent.Text;
        if (SlackGreeting.AnswerTo(receiver, body) is { } challenge)
        {
            return TypedResults.Text(challenge);
        }

        var headers = ShownHeaders.Of(http.Request.Headers, receiver);
        var key = KeyOf(receiver, http.Request, headers, body);
        var (id, known) = await database.Writer.Write(
            session => receipts.Keep(session, receiver.Id, receiver.Name, key ?? receipts.Repeated(session, receiver, body) ?? Receipts.NewKey(), http.Request.ContentType, headers, body), http.RequestAborted);
        return known ? TypedResults.Ok(new Answer(id, true)) : TypedResults.Accepted((string?)null, new Answer(id, false));
    }

    /// <summary>Most sign what they send; some sign first and pack then, and so does a proxy in between.</summary>
    private static string? FaultOf(Receiver receiver, IHeaderDictionary headers, SentBody body, DateTimeOffset now) =>
        SignatureChecks.FaultOf(receiver, headers, body.Sent, now) is not { } fault ? null
        : ReferenceEquals(body.Sent, body.Text) ? fault
        : SignatureChecks.FaultOf(receiver, headers, body.Text, now);

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

        var parts = receiver.Signature;
        var given = parts.Algorithm is SignatureAlgorithm.StandardWebhooks ? StandardCheck.IdOf(request.Headers)
            : parts.IdHeader is { } header ? request.Headers[header].FirstOrDefault()
            : parts.IdMember is { } member ? Mapping.MemberOf(receiver.Scheme, request.ContentType, body, member)
            : null;
        return string.IsNullOrEmpty(given) ? null : Short(given);
    }

    private static string Short(string key) => key.Length <= 200 ? key : "sha256-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <param name="Receipt">under which it is found at /api/v1/receipts</param>
    /// <param name="Known">it was here before, and nothing more was done</param>
    internal sealed record Answer(long Receipt, bool Known);
}
