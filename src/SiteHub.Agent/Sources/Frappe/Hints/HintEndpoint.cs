using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Sources.Frappe.Conversation;
using SiteHub.Agent.Sources.Frappe.Joining;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Agent.Sources.Frappe.Reading;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Agent.Sources.Frappe.Hints;

/// <summary>
/// Where the site's webhooks call: the DocType and the event stand in the address, for nothing in the request says them, and the body has the name. It is a hint
/// and no more: what became of the document is read at the site, so that one that is late, doubled or out of order does nothing.
/// </summary>
internal static class HintEndpoint
{
    public const string Path = "/api/v1/source/hints";

    private const int MostBytes = 64 * 1024;

    public static void MapHints(this IEndpointRouteBuilder routes) => routes
        .MapPost(Path + "/{docType}/{docEvent}", Hint)
        .AllowAnonymous()
        .WithTags("Source")
        .WithSummary("A hint of the site's that a document has changed, signed as Frappe signs its webhooks");

    private static async Task<IResult> Hint(HttpContext http, string docType, string docEvent, MirroredTypes types, HintSecrets secrets, PendingReads pending, IEnumerable<TalkTypes> talk, Database database)
    {
        // Frappe sends JSON whatever the header says, and usually says nothing.
        if (await Body(http.Request, http.RequestAborted) is not { } body)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        // Before anything is said of what there is: whoever cannot sign learns nothing.
        var isSigned = FrappeSignature.Verify(secrets.Of(docType, docEvent), http.Request.Headers[FrappeSignature.HeaderName], body.Span);
        if (!isSigned)
        {
            return Results.Unauthorized();
        }

        var isMirrored = types.Find(docType) is not null;
        var isTalk = talk.Any(types => types.All.Contains(docType));
        if (!isMirrored && !isTalk && (docType, docEvent) != (WayBack.DocType, WayBack.Event))
        {
            return Results.NotFound();
        }

        if (NameIn(body) is not { } name || DocumentName.Check(docType, name) is not null)
        {
            return Results.BadRequest();
        }

        if (!isMirrored && !isTalk)
        {
            // The site keeps the answer in its log, where whoever tries the way from there to here reads it.
            return Results.Text(WayBack.Answer(name));
        }

        await database.Writer.Write(
            session =>
            {
                if (isMirrored)
                {
                    pending.Add(session, docType, name);
                }

                if (isTalk)
                {
                    TalkHints.Add(session, docType, name);
                }
            },
            http.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<ReadOnlyMemory<byte>?> Body(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MostBytes)
        {
            return null;
        }

        var buffer = new byte[MostBytes + 1];
        var count = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return count > MostBytes ? null : buffer.AsMemory(0, count);
    }

    private static string? NameIn(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return SourceRow.TextOf(json.RootElement, "name");
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
