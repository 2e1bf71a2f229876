using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SiteHub.Agent.Documents.Saving;
using SiteHub.Agent.SignIn;
using SiteHub.Agent.SignIn.People;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Tracing;
using SiteHub.Protocol.Actions;

namespace SiteHub.Agent.Actions;

/// <summary>
/// Does what members asked for, one request at a time per document. Each step is one transaction that asks whether the request still stands as it
/// was read, so that it can be killed anywhere and run twice.
/// </summary>
internal sealed class ActionRunner(
    ActionChecks checks, ActionProgress progress, SavingTogether saving, LocalUsers users, IEnumerable<IActionHandler> handlers, Database database, TimeProvider time, ILogger<ActionRunner> logger)
{
    private readonly Turns _turns = new();

    /// <summary>Works on the request, and on those of its document that came before or meanwhile.</summary>
    public async Task Run(string id, CancellationToken cancellationToken)
    {
        if (database.Read(session => StoredRequest.Find(session, id)) is not { } asked)
        {
            return;
        }

        var turn = asked.Name is null ? id : $"{asked.DocType}\n{asked.Name}";
        if (!_turns.TryTake(turn))
        {
            return;
        }

        try
        {
            do
            {
                while (Next(asked) is { } request)
                {
                    await Step(request, cancellationToken);
                }
            }
            while (!_turns.TryEnd(turn));
        }
        catch
        {
            _turns.Drop(turn);
            throw;
        }
    }

    public IReadOnlyList<string> Open() => database.Read(StoredRequest.Open);

    private StoredRequest? Next(StoredRequest asked) => database.Read(session => asked.Name is { } name
        ? StoredRequest.NextOf(session, asked.DocType, name)
        : StoredRequest.Find(session, asked.Id) is { State: StoredRequest.Received or ActionStates.Accepted } open ? open : null);

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

        await database.Writer.Write(
            session =>
            {
                var (user, why) = users.Acting(session, new HubIdentity(request.Issuer, request.Subject, null, request.Email, request.Person, [], null));
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
            await Change(request, action, document, cancellationToken);
        }
    }

    private async Task Change(StoredRequest request, CompiledAction action, Documents.StoredDocument? document, CancellationToken cancellationToken)
    {
        var (changes, comments, fault) = EmbeddedEffect.Of(action, document, request);
        if (changes is null)
        {
            await End(request, ActionStates.Failed, fault, null, cancellationToken);
            return;
        }

        try
        {
            var refusal = await saving.Save(
                changes,
                document,
                (session, saved) =>
                {
                    var made = saved.FirstOrDefault(state => state.DocType != request.DocType || state.Name != request.Name);
                    var result = new ActionResult(made?.DocType, made?.Name, (made ?? (saved.Count > 0 ? saved[0] : null))?.Revision);
                    foreach (var text in comments)
                    {
                        session.Execute(
                            "INSERT INTO document_comment (doc_type, name, at, by, text, request) VALUES ($1, $2, $3, $4, $5, $6)", request.DocType, request.Name, time.GetUtcNow(), request.User, text, request.Id);
                    }

                    return progress.Move(session, request.Id, ActionStates.Accepted, ActionStates.Completed, result: result);
                },
                cancellationToken);
            if (refusal is not null)
            {
                await End(request, ActionStates.Failed, refusal.Summary, null, cancellationToken);
            }
        }
        catch (MovedException)
        {
            // Somebody was faster. What it then means is asked anew.
        }
    }

    private async Task Hand(StoredRequest request, string name, CancellationToken cancellationToken)
    {
        if (handlers.FirstOrDefault(handler => handler.Name == name) is not { } handler)
        {
            await End(request, ActionStates.Failed, $"This site has no handler '{name}' for it.", null, cancellationToken);
            return;
        }

        await database.Writer.Write(session => session.Execute("UPDATE action_request SET started = $2 WHERE id = $1", request.Id, time.GetUtcNow()), cancellationToken);
        using var input = JsonDocument.Parse(request.Input);
        try
        {
            var outcome = await handler.Run(new ActionCall(request.Id, request.Action, request.DocType, request.Name, request.Account, request.User!, input.RootElement), cancellationToken);
            var (state, reason, result) = outcome switch
            {
                HandlerOutcome.Done done => (ActionStates.Completed, null, new ActionResult(done.DocType, done.Document, null)),
                HandlerOutcome.Failed failed => (ActionStates.Failed, (string?)failed.Reason, (ActionResult?)null),
                _ => throw new InvalidOperationException($"The handler '{name}' gave no outcome."),
            };
            await End(request, state, reason, result, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.HandlerFailed(logger, e, name, request.Id);
            await End(request, ActionStates.Unknown, "Another system gave no clear answer; whether it was done is being looked into.", null, CancellationToken.None);
        }
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
