using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SiteHub.Agent.Files;
using SiteHub.Agent.SignIn;
using SiteHub.Agent.SignIn.People;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Tracing;
using SiteHub.Delivery.Workers;
using SiteHub.Protocol.Actions;

namespace SiteHub.Agent.Actions;

/// <summary>
/// Does what members asked for, one request at a time per document. Each step is one transaction that asks whether the request still stands as it
/// was read, so that it can be killed anywhere and run twice.
/// </summary>
internal sealed class ActionRunner(
    ActionChecks checks, ActionProgress progress, ActionSet actions, IActionEffect effect, RequestFiles files, LocalUsers users, HandlerPool handlers, Database database, ActionSignal signal, WorkerSet workers, TimeProvider time, ILogger<ActionRunner> logger)
    : RowWorker(workers, signal)
{
    public const string Worker = "actions";

    public override string Name => Worker;

    protected override IReadOnlyList<string> Lanes() => database.Read(StoredRequest.Lanes);

    protected override string? Next(string lane) => database.Read(session => StoredRequest.NextOf(session, lane));

    protected override async Task<string?> HandleAsync(string row, CancellationToken stopping)
    {
        if (database.Read(session => StoredRequest.Find(session, row)) is { } request)
        {
            await Step(request, stopping);
        }

        return null;
    }

    protected override string? Describe(string row) => database.Read(session => StoredRequest.Find(session, row)) is { } request ? $"{request.Action}: {request.DocType} {request.Name}, {request.Email}" : null;

    protected override void SetAside(Session session, string row, string reason)
    {
        // It stays as it is, and is passed over as long as it is parked.
    }

    protected override void Retry(Session session, string row)
    {
        // It is open as soon as it is no longer parked.
    }

    /// <summary>Nothing of it was done, else it would not be open any more.</summary>
    protected override void Discard(Session session, string row)
    {
        const string Reason = "The company could not do it.";
        if (!progress.Move(session, row, StoredRequest.Received, ActionStates.Failed, Reason))
        {
            progress.Move(session, row, ActionStates.Accepted, ActionStates.Failed, Reason);
        }
    }

    private async Task Step(StoredRequest request, CancellationToken cancellationToken)
    {
        var isNew = request.State == StoredRequest.Received;
        using var traced = Traces.GoOn(isNew ? "decide action" : "do action", ActivityKind.Internal, request.Trace);
        traced?.SetTag("sitehub.request", request.Id).SetTag("sitehub.action", request.Action);
        await (isNew ? Decide(request, cancellationToken) : Do(request, cancellationToken));
    }

    private async Task Decide(StoredRequest request, CancellationToken cancellationToken)
    {
        if (request.Expires <= time.GetUtcNow())
        {
            await End(request, ActionStates.Expired, "It came too late.", null, cancellationToken);
            return;
        }

        var (action, _, refusal) = checks.Check(request);
        if (action is null)
        {
            await End(request, ActionStates.Refused, refusal, null, cancellationToken);
            return;
        }

        switch (await files.Fetch(request, cancellationToken))
        {
            case RequestFiles.Outcome.Later:
                return;
            case RequestFiles.Outcome.Gone:
                await End(request, ActionStates.Refused, RequestFiles.DidNotArrive, null, cancellationToken);
                return;
        }

        await database.Writer.Write(
            session =>
            {
                var (user, why) = users.Acting(session, new HubIdentity(request.Issuer, request.Subject, null, request.Email, request.Person, [], null, DateTimeOffset.MinValue));
                if (user is null)
                {
                    progress.Move(session, request.Id, StoredRequest.Received, ActionStates.Refused, Explain(why));
                }
                else
                {
                    progress.Move(session, request.Id, StoredRequest.Received, ActionStates.Accepted, user: user);
                }
            },
            cancellationToken);
    }

    private async Task Do(StoredRequest request, CancellationToken cancellationToken)
    {
        // What is half done has changed the document itself.
        if (effect.IsBegun(request) && actions.Find(request.DocType, request.Action) is { } begun)
        {
            await effect.Do(request, begun, null, cancellationToken);
            return;
        }

        // Between the acceptance and now the document may have moved on.
        var (action, document, refusal) = request.IsStarted ? (null, null, null) : checks.Check(request);
        if (request.IsStarted)
        {
            await End(request, ActionStates.Unknown, "The site was stopped while another system was asked; whether it was done is being looked into.", null, cancellationToken);
        }
        else if (action is null)
        {
            await End(request, ActionStates.Refused, refusal, null, cancellationToken);
        }
        else if (action.Handler is { } handler)
        {
            await Hand(request, handler, cancellationToken);
        }
        else
        {
            await effect.Do(request, action, document, cancellationToken);
        }
    }

    private async Task Hand(StoredRequest request, string name, CancellationToken cancellationToken)
    {
        if (handlers.Find(name) is not { } handler)
        {
            await End(request, ActionStates.Failed, $"This site has no handler '{name}' for it.", null, cancellationToken);
            return;
        }

        using var place = await handlers.EnterAsync(handler, cancellationToken);

        // While it waited for its turn the document may have moved on.
        if (checks.Check(request) is { Action: null, Refusal: var refusal })
        {
            await End(request, ActionStates.Refused, refusal, null, cancellationToken);
            return;
        }

        await database.Writer.Write(session => session.Execute("UPDATE action_request SET started = $2 WHERE id = $1", request.Id, time.GetUtcNow()), cancellationToken);
        using var input = JsonDocument.Parse(request.Input);
        var outcome = await place.Run(new ActionCall(request.Id, request.Action, request.DocType, request.Name, request.Account, request.User!, input.RootElement.Clone()), cancellationToken);
        var (state, reason, result) = outcome switch
        {
            HandlerOutcome.Done done => (ActionStates.Completed, null, new ActionResult(done.DocType, done.Document, null)),
            HandlerOutcome.Failed failed => (ActionStates.Failed, (string?)failed.Reason, (ActionResult?)null),
            _ => (ActionStates.Unknown, "Another system gave no clear answer; whether it was done is being looked into.", null),
        };
        await End(request, state, reason, result, CancellationToken.None);
    }

    private async Task End(StoredRequest request, string state, string? reason, ActionResult? result, CancellationToken cancellationToken)
    {
        await database.Writer.Write(session => progress.Move(session, request.Id, request.State, state, reason, result), cancellationToken);
        Log.Ended(logger, request.Id, request.Action, request.DocType, request.Name, state, reason);
    }

    private static string Explain(SignInRefusal? why) => why == SignInRefusal.Disabled
        ? "The member's user at this site is disabled."
        : "The member's address belongs to somebody else at this site; ask the company to connect the two.";
}
