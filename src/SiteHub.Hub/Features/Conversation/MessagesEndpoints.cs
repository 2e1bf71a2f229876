using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Conversation;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Features.Documents;
using SiteHub.Hub.Identity;
using SiteHub.Operations.Problems;
using SiteHub.Protocol.Conversation;

namespace SiteHub.Hub.Features.Conversation;

/// <summary>The conversation on a document, for programs: the same as on its page, with the same questions asked.</summary>
internal static class MessagesEndpoints
{
    public static IEndpointRouteBuilder MapMessages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/documents/{site}/{docType}/{name}/messages", List).RequireScope(HubScopes.Read, or: HubScopes.MemberRead).WithTags("Conversation")
            .WithSummary("What was said on a document, the newest 50 in their order; `older` leads to those before");
        app.MapPost("/api/v1/documents/{site}/{docType}/{name}/messages", Write).RequireScope(HubScopes.MemberAct).WithTags("Conversation")
            .WithSummary("Writes to the company on a document; an Idempotency-Key makes a retry the same message");
        return app;
    }

    private static IResult List(string site, string docType, string name, string? before, HttpContext http, Database database)
    {
        var reader = DocumentsEndpoints.ReaderOf(http);
        if (DocumentAddress.Of(http) is not { } address || database.Read(session => DocumentList.Find(session, reader, address)) is null)
        {
            return NotFound();
        }

        var (messages, older) = database.Read(session => MessageView.Page(session, reader, address, before));
        return new JsonAnswer(json =>
        {
            json.WriteStartArray("messages"u8);
            foreach (var message in messages)
            {
                json.WriteStartObject();
                message.WriteMembers(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("older"u8, older);
        });
    }

    private static async Task<IResult> Write(string site, string docType, string name, MessageBody? body, HttpContext http, MessageWriting writing)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } given ? given : null;
        if (key is not null && (key.Length > MessageWriting.LongestKey || !key.All(static c => c is > ' ' and <= '~')))
        {
            return Problem.Invalid([new Fault("Idempotency-Key", $"{key.Length} characters", $"at most {MessageWriting.LongestKey}, visible ASCII")]);
        }

        if (DocumentAddress.Of(http) is not { } address)
        {
            return NotFound();
        }

        Reader reader = DocumentsEndpoints.ReaderOf(http) with { Person = http.User.FindFirst("sub")!.Value };
        return await writing.Write(new AskedMessage(reader, address, body?.Text ?? "", key), Actor.Of(http), http.RequestAborted) switch
        {
            WriteOutcome.Taken taken => TypedResults.Accepted(address.Path + "/messages", new TakenMessage(taken.Id)),
            WriteOutcome.NotFound => NotFound(),
            WriteOutcome.NoConversation => new Problem(StatusCodes.Status409Conflict, "no-conversation", $"{address.Site} takes no messages on {address.DocType}."),
            WriteOutcome.NotForRole role => new Problem(StatusCodes.Status403Forbidden, "role-missing", $"This needs the role {role.Needs} with the customer; the member is {role.Has}."),
            WriteOutcome.BadText bad => Problem.Invalid([new Fault("text", $"{bad.Length} characters", $"1 to {MessageLimits.MaxText} characters")]),
            WriteOutcome.TooMany => new Problem(StatusCodes.Status429TooManyRequests, "too-many-messages", $"At most {MessageWriting.MostAnHour} messages an hour; try again later."),
            WriteOutcome.KeyTaken => new Problem(StatusCodes.Status422UnprocessableEntity, "idempotency-key-taken", "This Idempotency-Key was used for another message; take a new one."),
            WriteOutcome.NoLink => new Problem(StatusCodes.Status503ServiceUnavailable, "no-link", $"The hub has no link to {address.Site} at the moment; try again later."),
            _ => throw new InvalidOperationException("An outcome that nobody thought of."),
        };
    }

    private static Problem NotFound() => new(StatusCodes.Status404NotFound, "document-not-found", "There is no such document of this member's customers.");

    internal sealed record MessageBody(string? Text);

    internal sealed record TakenMessage(string Message);
}
