using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Features.Documents;
using SiteHub.Hub.Files;
using SiteHub.Hub.Identity;
using SiteHub.Hub.Live;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Streams;
using SiteHub.Protocol.Actions;

namespace SiteHub.Hub.Features.Actions;

/// <summary>What members ask the companies for, for their own programs: the same as on the pages, with the same questions asked.</summary>
internal static class ActionsEndpoints
{
    private const int PageSize = 50;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static IEndpointRouteBuilder MapActions(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/documents/{site}/{docType}/{name}/actions/{action}", OnDocument).RequireScope(HubScopes.MemberAct).WithTags("Actions").TakesFiles()
            .WithSummary("Asks the site for an action on a document. Give `input`, and the `hash` of the version that was seen; an Idempotency-Key makes a retry the same request");
        app.MapPost("/api/v1/documents/{site}/{docType}/actions/{action}", WithoutDocument).RequireScope(HubScopes.MemberAct).WithTags("Actions").TakesFiles()
            .WithSummary("Asks the site for an action that begins without a document, for an `account`");
        app.MapGet("/api/v1/documents/{site}/{docType}/{name}/actions", Allowed).RequireScope(HubScopes.MemberRead).WithTags("Actions").WithSummary("What the member may ask for on a document in its present state, and what it takes");
        var actions = app.MapGroup("/api/v1/actions").WithTags("Actions");
        actions.MapGet("", List).RequireScope(HubScopes.Read, or: HubScopes.MemberRead).WithSummary("What was asked for, newest first");
        actions.MapGet("/{request}", Show).RequireScope(HubScopes.Read, or: HubScopes.MemberRead).WithSummary("Where a request stands, and how it came there");
        actions.MapGet("/{request}/events", Events).RequireScope(HubScopes.MemberRead).WithSummary("Its states as server-sent events, until it has ended");
        actions.MapPost("/{request}/withdraw", Withdraw).RequireScope(HubScopes.MemberAct).WithSummary("Takes it back, if the site has not accepted it meanwhile");
        return app;
    }

    private static Task<IResult> OnDocument(string site, string docType, string name, string action, ActionBody? body, HttpContext http, ActionRequests requests) =>
        DocumentAddress.Of(http) is { } address ? Ask(http, requests, body, (reader, key) => new AskedAction(reader, address.Site, address.DocType, address.Name, null, action, body?.Input ?? default, body?.Hash, key)) : Task.FromResult<IResult>(NotFound());

    private static Task<IResult> WithoutDocument(string site, string docType, string action, ActionBody? body, HttpContext http, ActionRequests requests) =>
        Ask(http, requests, body, (reader, key) => new AskedAction(reader, site, docType, null, body?.Account, action, body?.Input ?? default, null, key));

    private static async Task<IResult> Ask(HttpContext http, ActionRequests requests, ActionBody? body, Func<Reader, string?, AskedAction> asked)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } given ? given : null;
        if (key is { Length: > 200 })
        {
            return Problem.Invalid([new Fault("Idempotency-Key", $"{key.Length} characters", "at most 200")]);
        }

        var reader = DocumentsEndpoints.ReaderOf(http) with { Person = http.User.FindFirst("sub")!.Value };
        var ask = asked(reader, key);
        ask = ask with { Files = body?.Files ?? [] };
        if (ask.Input.ValueKind == JsonValueKind.Undefined)
        {
            ask = ask with { Input = JsonElement.Parse("{}") };
        }

        return await requests.Request(ask, http.RequestAborted) switch
        {
            RequestOutcome.Taken taken => TypedResults.Accepted($"/api/v1/actions/{taken.Id}", new TakenAnswer(taken.Id, $"/api/v1/actions/{taken.Id}", $"/api/v1/actions/{taken.Id}/events")),
            RequestOutcome.NotFound => NotFound(),
            RequestOutcome.NoSuchAction none => new Problem(StatusCodes.Status404NotFound, "no-such-action", none.Known.Count == 0 ? $"{ask.Site} offers no action for {ask.DocType}." : $"{ask.Site} offers for {ask.DocType}: {string.Join(", ", none.Known)}."),
            RequestOutcome.NotForRole role => new Problem(StatusCodes.Status403Forbidden, "role-missing", $"This needs the role {role.Needs} with the customer; the member is {role.Has}."),
            RequestOutcome.BadInput bad => Problem.Invalid([.. bad.Faults.Select(static fault => new Fault($"input.{fault.Field}", fault.Found, fault.Expected))]),
            RequestOutcome.BadFiles bad => Told(bad.Fault),
            RequestOutcome.ChangedMeanwhile => new Problem(StatusCodes.Status409Conflict, "changed-meanwhile", "The document has changed since that version; read it again, and ask again with its present hash."),
            RequestOutcome.NotInThisState state => new Problem(StatusCodes.Status409Conflict, "not-in-this-state", $"{state.Label} is not possible in the document's present state."),
            RequestOutcome.KeyTaken => new Problem(StatusCodes.Status422UnprocessableEntity, "idempotency-key-taken", "This Idempotency-Key was used for another request; take a new one."),
            RequestOutcome.NoLink => new Problem(StatusCodes.Status503ServiceUnavailable, "no-link", $"The hub has no link to {ask.Site} at the moment; try again later."),
            _ => throw new InvalidOperationException("An outcome that nobody thought of."),
        };
    }

    private static Problem Told(FilesFault fault) => fault switch
    {
        FilesFault.Missing => new Problem(StatusCodes.Status422UnprocessableEntity, "files-needed", $"This needs files: send multipart/form-data with {ActionBody.Request}, the JSON that else is the body, and each file as {FilledForm.Files}."),
        FilesFault.Full => new Problem(StatusCodes.Status503ServiceUnavailable, "files-full", "Too many files wait for their sites already; try again later."),
        _ => new Problem(StatusCodes.Status422UnprocessableEntity, "files-not-taken", fault switch
        {
            FilesFault.TooMany => "There are more files than the action takes; its `files` say how many.",
            FilesFault.TooLarge => "A file is larger than the action takes; its `files` say how large.",
            FilesFault.Empty => "One of the files is empty.",
            _ => "A file is of a kind that the action does not take; its `files` say which endings.",
        }),
    };

    private static IResult Allowed(string site, string docType, string name, HttpContext http, Database database, ActionCatalogue catalogue)
    {
        var reader = DocumentsEndpoints.ReaderOf(http) with { Person = http.User.FindFirst("sub")!.Value };
        if (DocumentAddress.Of(http) is not { } address || database.Read(session => DocumentList.Find(session, reader, address)) is not { } found)
        {
            return NotFound();
        }

        // What waits may be contradicted by whatever is asked after it.
        if (database.Read(session => ActionView.OfDocument(session, reader, address.Site, address.DocType, address.Name)).Any(static request => request.IsOpen))
        {
            return TypedResults.Ok(Array.Empty<AllowedAction>());
        }

        var role = database.Read(session => Membership.ForAccount(session, reader, address.Site, found.Item.Account))?.Role;
        return TypedResults.Ok(catalogue.Open(address.Site, address.DocType, found.Item.Actions).Where(action => MemberRoles.Suffices(role, action.Role)).Select(static action => new AllowedAction(action.Name, action.Label, action.Input, action.Files)));
    }

    private static IResult List(HttpContext http, Database database, string? cursor)
    {
        (DateTimeOffset, string)? before = null;
        if (cursor is not null)
        {
            var parts = cursor.Split('_', 2);
            if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) || ticks > DateTimeOffset.MaxValue.Ticks)
            {
                return Problem.Invalid([new Fault("cursor", cursor, "the value of next in the page before")]);
            }

            before = (new DateTimeOffset(ticks, TimeSpan.Zero), parts[1]);
        }

        var found = database.Read(session => ActionView.List(session, DocumentsEndpoints.ReaderOf(http), before, PageSize + 1));
        return new JsonAnswer(json =>
        {
            json.WriteStartArray("actions"u8);
            foreach (var view in found.Take(PageSize))
            {
                json.WriteStartObject();
                view.WriteMembers(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("next"u8, found.Count > PageSize ? string.Create(CultureInfo.InvariantCulture, $"{found[PageSize - 1].Created.Ticks}_{found[PageSize - 1].Id}") : null);
        });
    }

    private static IResult Show(string request, HttpContext http, Database database)
    {
        var (view, steps) = database.Read(session => ActionView.Find(session, DocumentsEndpoints.ReaderOf(http), request) is { } found ? (found, ActionView.Steps(session, request)) : (null, []));
        return view is null ? NoRequest(request) : new JsonAnswer(json => view.WriteMembers(json, steps));
    }

    private static IResult Events(string request, HttpContext http, Database database, LiveFeed live, OpenStreams streams, TimeProvider time)
    {
        var reader = DocumentsEndpoints.ReaderOf(http) with { Person = http.User.FindFirst("sub")!.Value };
        if (database.Read(session => ActionView.Find(session, reader, request)) is null)
        {
            return NoRequest(request);
        }

        return live.Subscribe(reader.Person!, http.Response) is { } stream
            ? TypedResults.ServerSentEvents(States(request, reader, stream, database, time, streams.Open(http)))
            : new Problem(StatusCodes.Status429TooManyRequests, "too-many-streams", "The member has too many streams open; close some.");
    }

    private static async IAsyncEnumerable<SseItem<string>> States(string request, Reader reader, LiveStream stream, Database database, TimeProvider time, [EnumeratorCancellation] CancellationToken ended)
    {
        string? told = null;
        while (!ended.IsCancellationRequested && database.Read(session => ActionView.Find(session, reader, request)) is { } view)
        {
            if (view.State != told)
            {
                told = view.State;
                yield return new SseItem<string>(JsonSerializer.Serialize(new { request, state = view.State, reason = view.Reason }), "state");
            }

            if (!view.IsOpen)
            {
                break;
            }

            switch (await Heard(stream, time, ended))
            {
                case null:
                    yield break;
                case false:
                    yield return new SseItem<string>("", "heartbeat");
                    break;
            }
        }
    }

    /// <returns>false: nothing happened for a while; null: it is over</returns>
    private static async Task<bool?> Heard(LiveStream stream, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await stream.Events.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(Heartbeat, time, cancellationToken);
            while (stream.Events.TryRead(out _))
            {
            }

            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task<IResult> Withdraw(string request, HttpContext http, ActionRequests requests)
    {
        var reader = DocumentsEndpoints.ReaderOf(http) with { Person = http.User.FindFirst("sub")!.Value };
        return await requests.Withdraw(request, reader, http.RequestAborted) switch
        {
            WithdrawOutcome.Asked => TypedResults.Accepted($"/api/v1/actions/{request}"),
            WithdrawOutcome.TooLate => new Problem(StatusCodes.Status409Conflict, "too-late", "The site has accepted it already, or it has ended."),
            WithdrawOutcome.NotForRole => new Problem(StatusCodes.Status403Forbidden, "role-missing", $"This needs the role {MemberRoles.Buyer} with the customer."),
            _ => NoRequest(request),
        };
    }

    private static Problem NotFound() => new(StatusCodes.Status404NotFound, "document-not-found", "There is no such document or account of this member's customers.");

    private static Problem NoRequest(string request) => new(StatusCodes.Status404NotFound, "not-found", $"There is no request '{request}' of this member's customers.");

    internal sealed record TakenAnswer(string Request, string Url, string Events);

    /// <param name="Files">which may be sent along; null: none</param>
    internal sealed record AllowedAction(string Name, string Label, IReadOnlyList<ActionField> Input, [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] ActionFiles? Files);
}
