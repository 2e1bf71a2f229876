using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Webhooks;

namespace SiteHub.Operations.Receiving;

/// <summary><c>/api/v1/receivers</c>: whose webhooks are taken. The same at the hub and at a site.</summary>
internal static class ReceiverApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var see = routes.MapGroup("/api/v1/receivers").WithTags("Receiving").RequireAuthorization(OperationsAccess.See);
        see.MapGet("", static (ReceiverRows rows, HttpRequest request) => new JsonText(new JsonObject { ["receivers"] = new JsonArray([.. rows.All.OrderBy(static r => r.Name, StringComparer.Ordinal).Select(r => Json(r, request, rows))]) }))
            .WithSummary("Whose webhooks are taken, and what becomes of them");
        see.MapGet("/{id}", static (string id, ReceiverRows rows, HttpRequest request) => rows.Find(id) is { } receiver ? (IResult)new JsonText(Json(receiver, request, rows)) : Missing(id)).WithSummary("One of them, by id or name");
        var mend = routes.MapGroup("/api/v1/receivers").WithTags("Receiving").RequireAuthorization(OperationsAccess.Mend);
        mend.MapPost("", Add).WithSummary("Make one; a secret that is made here is in this answer and nowhere else");
        mend.MapPut("/{id}", Change).WithSummary("Replace one; a replaced secret is taken for another day");
        mend.MapDelete("/{id}", Remove).WithSummary("Remove one; what it took stays to be looked at");
        mend.MapPost("/{id}/rotate-secret", Rotate).WithSummary("Make another secret; the old one is taken for another day");
        mend.MapPost("/{id}/preview", Preview).WithSummary("The document that the body sent here would become; nothing is stored");
    }

    internal static Problem Missing(string id) => new(StatusCodes.Status404NotFound, "not-found", $"There is no receiver {id} here; GET /api/v1/receivers lists those that are.");

    private static Task<IResult> Add(GivenReceiver given, ReceiverRows rows, IReceivedDocuments documents, TimeProvider time, HttpRequest request, CancellationToken cancellationToken) =>
        Store(given, null, rows, documents, time, request, cancellationToken);

    private static async Task<IResult> Change(string id, GivenReceiver given, ReceiverRows rows, IReceivedDocuments documents, TimeProvider time, HttpRequest request, CancellationToken cancellationToken) =>
        rows.Find(id) is { } before ? await Store(given, before, rows, documents, time, request, cancellationToken) : Missing(id);

    private static async Task<IResult> Store(GivenReceiver given, Receiver? before, ReceiverRows rows, IReceivedDocuments documents, TimeProvider time, HttpRequest request, CancellationToken cancellationToken)
    {
        var (receiver, faults) = await Keep(given, before, rows, documents, time, cancellationToken);
        if (receiver is null)
        {
            return Problem.Invalid(faults);
        }

        var json = Json(receiver, request, rows);
        if (given.Secret is null && before?.Secrets[0].Text != receiver.Secrets[0].Text)
        {
            json["madeSecret"] = receiver.Secrets[0].Text;
        }

        return before is null ? new JsonText(json, StatusCodes.Status201Created, $"/api/v1/receivers/{receiver.Id}") : new JsonText(json);
    }

    /// <returns>what is stored; null and the faults if it is not</returns>
    internal static async Task<(Receiver? Kept, IReadOnlyList<Fault> Faults)> Keep(GivenReceiver given, Receiver? before, ReceiverRows rows, IReceivedDocuments documents, TimeProvider time, CancellationToken cancellationToken)
    {
        var (receiver, faults) = given.Read(before, time.GetUtcNow());
        if (receiver is not null)
        {
            faults.AddRange(documents.FaultsOf(receiver));
            if (rows.All.Any(other => other.Name == receiver.Name && other.Id != receiver.Id))
            {
                faults.Add(new Fault("name", receiver.Name, "a name that no other receiver has"));
            }
        }

        if (faults.Count > 0)
        {
            return (null, faults);
        }

        await rows.Put(receiver!, cancellationToken);
        return (receiver, faults);
    }

    internal static Problem NotOurs(Receiver receiver) => Problem.Invalid([new Fault("secret", null, $"the new secret that {SignaturePresets.NameOf(receiver.Scheme)} shows, given with the receiver: one that is made here, the sender would not sign with")]);

    /// <summary>With another secret; the old one is taken for another day.</summary>
    internal static async Task<Receiver> Renew(Receiver receiver, ReceiverRows rows, TimeProvider time, CancellationToken cancellationToken)
    {
        var next = receiver with { Secrets = GivenReceiver.Rotated(receiver.Secrets, GivenReceiver.NewSecret(receiver.Scheme), time.GetUtcNow()) };
        await rows.Put(next, cancellationToken);
        return next;
    }

    internal static async Task<IResult> Remove(string id, ReceiverRows rows, CancellationToken cancellationToken)
    {
        if (rows.Find(id) is not { } receiver)
        {
            return Missing(id);
        }

        await rows.Remove(receiver.Id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> Rotate(string id, ReceiverRows rows, TimeProvider time, HttpRequest request, CancellationToken cancellationToken)
    {
        if (rows.Find(id) is not { } receiver)
        {
            return Missing(id);
        }

        if (receiver.Signature.SecretIsTheSenders)
        {
            return NotOurs(receiver);
        }

        var next = await Renew(receiver, rows, time, cancellationToken);
        var json = Json(next, request, rows);
        json["madeSecret"] = next.Secrets[0].Text;
        return new JsonText(json);
    }

    private static async Task<IResult> Preview(string id, HttpContext http, ReceiverRows rows)
    {
        if (rows.Find(id) is not { } receiver)
        {
            return Missing(id);
        }

        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        try
        {
            var body = buffer.ToArray();
            var document = Mapping.Document(receiver, http.Request.ContentType, ShownHeaders.Of(http.Request.Headers, receiver), body);
            var nothing = document is null ? Mapping.NothingOf(receiver, http.Request.ContentType, body) : null;
            return new JsonText(new JsonObject { ["docType"] = receiver.DocType, ["ignored"] = document is null, ["reason"] = nothing, ["document"] = document is null ? null : JsonNode.Parse(document) });
        }
        catch (FormatException e)
        {
            return Problem.Invalid([new Fault("document", null, e.Message)]);
        }
    }

    private static JsonObject Json(Receiver receiver, HttpRequest request, ReceiverRows rows) => new()
    {
        ["id"] = receiver.Id,
        ["name"] = receiver.Name,
        ["url"] = $"{request.Scheme}://{request.Host}/hooks/{receiver.Name}",
        ["enabled"] = receiver.Enabled,
        ["scheme"] = SignaturePresets.NameOf(receiver.Scheme),
        ["signature"] = GivenSignature.Write(receiver.Parts),
        ["secret"] = GivenReceiver.Hidden,
        ["site"] = receiver.Site,
        ["user"] = receiver.User,
        ["docType"] = receiver.DocType,
        ["match"] = receiver.Match,
        ["document"] = receiver.Document,
        ["key"] = receiver.Key,
        ["refused"] = rows.RefusedBy(receiver.Id) is { } refused ? new JsonObject { ["count"] = refused.Count, ["last"] = refused.Last, ["reason"] = refused.Reason } : null,
    };
}
