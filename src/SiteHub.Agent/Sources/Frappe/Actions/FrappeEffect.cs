using Microsoft.Extensions.Logging;
using SiteHub.Agent.Actions;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Sources.Frappe.Authorization;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Agent.Sources.Frappe.Reading;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Actions;

namespace SiteHub.Agent.Sources.Frappe.Actions;

/// <summary>
/// Does an action at the Frappe site, a step at a time. Each is noted before it is asked for and after it was answered; where it was asked for and nothing is
/// known, it is looked for there before anything else. What it made is known by the request's id in a unique field.
/// </summary>
internal sealed class FrappeEffect(
    StepCall call, StepLookup lookup, ActingUser acting, SiteTimes times, ActionChecks checks, ActionProgress progress, PendingReads pending, SourceStanding standing, MirroredTypes types, Database database, TimeProvider time, ILogger<FrappeEffect> log) : IActionEffect
{
    private const int MostTries = 3;
    private const string NoWord = "The company's system gave no clear answer; whether it was done is being looked into.";
    private const string Away = "The company's system could not be reached in time.";

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    public bool IsBegun(StoredRequest request) => database.Read(session => StoredStep.Any(session, request.Id));

    public async Task Do(StoredRequest request, CompiledAction action, StoredDocument? document, CancellationToken cancellationToken)
    {
        if (!standing.MayAsk)
        {
            await Wait(request, new StepOutcome.Later(standing.Fault!), cancellationToken);
            return;
        }

        if (document is not null || request.Name is null)
        {
            var (planned, fault) = PlannedSteps.Of(action, document, request, await acting.Of(request.Subject, request.Email, cancellationToken));
            if (planned is null)
            {
                await End(request, ActionStates.Failed, fault, null, cancellationToken);
                return;
            }

            try
            {
                await times.Localize(request.DocType, planned, cancellationToken);
            }
            catch (Calls.FrappeFaultException away)
            {
                await Wait(request, new StepOutcome.Later(away.Fault), cancellationToken);
                return;
            }

            await database.Writer.Write(session => Plan(session, request, planned), cancellationToken);
        }

        StoredStep? made = null;
        string? note = null;
        var steps = database.Read(session => StoredStep.Of(session, request.Id));
        var modified = steps.Count > 0 ? steps[0].Modified : null;
        foreach (var step in steps)
        {
            var outcome = step.State == StoredStep.Done
                ? new StepOutcome.Done(step.Modified, step.DocType, step.Name)
                : await One(request, step, modified = await Current(request, step, steps, modified, made, cancellationToken), made, cancellationToken);
            switch (outcome)
            {
                case StepOutcome.Done done:
                    modified = step.Kind is PlannedSteps.Make ? modified : done.Modified ?? modified;
                    made = step.Kind == PlannedSteps.Make ? step with { State = StoredStep.Done, Modified = done.Modified, DocType = done.DocType, Name = done.Name } : made;
                    break;
                case StepOutcome.Refused { Fault.IsStale: true } when steps.TrueForAll(static one => one.State != StoredStep.Done) && await IsAsSeen(request, cancellationToken):
                    // It was saved without a change of what the member saw.
                    return;
                case StepOutcome.Refused { Fault.IsStale: true }:
                    await End(request, made is null ? ActionStates.Refused : ActionStates.Failed, ActionChecks.ChangedMeanwhile, made, cancellationToken);
                    return;
                case StepOutcome.Refused refused when step.Kind == PlannedSteps.Attach:
                    // The rest is done, and cannot be taken back for a file.
                    standing.Note(refused.Fault);
                    note = $"{request.Files[(int)step.Call["place"]!].Name} was not taken by the company's system: {refused.Sentence}";
                    break;
                case StepOutcome.Refused refused when step.Call["lenient"] is not null:
                    standing.Note(refused.Fault);
                    break;
                case StepOutcome.Refused refused:
                    await End(request, ActionStates.Failed, refused.Sentence, made, cancellationToken);
                    return;
                case StepOutcome.Later later:
                    await Wait(request, later, cancellationToken);
                    return;
                default:
                    await End(request, ActionStates.Unknown, NoWord, made, cancellationToken);
                    return;
            }
        }

        await End(request, ActionStates.Completed, note, made, cancellationToken);
    }

    private void Plan(Session session, StoredRequest request, IReadOnlyList<System.Text.Json.Nodes.JsonObject> planned)
    {
        var modified = request.Name is { } name ? KnownDocument.Of(session, request.DocType, [name]).GetValueOrDefault(name)?.Modified : null;
        var makes = 0;
        foreach (var (index, step) in planned.Index())
        {
            if ((string?)step["do"] == PlannedSteps.Make)
            {
                step["key"] = makes++ == 0 ? request.Id : $"{request.Id}-{index}";
            }
        }

        StoredStep.Plan(session, request.Id, planned, modified, time.GetUtcNow());
    }

    /// <summary>What was made of the document may have changed it, as an order does its quotation; what others changed stays theirs.</summary>
    private async Task<string?> Current(StoredRequest request, StoredStep step, List<StoredStep> steps, string? modified, StoredStep? made, CancellationToken cancellationToken) =>
        made is not null && step.State == StoredStep.Planned && step.Kind is PlannedSteps.Change or PlannedSteps.Run or PlannedSteps.Transition && steps[step.Index - 1].Kind is PlannedSteps.Make or PlannedSteps.SubmitMade
            ? await lookup.OwnChange(request, step, cancellationToken) ?? modified
            : modified;

    private async Task<StepOutcome> One(StoredRequest request, StoredStep step, string? modified, StoredStep? made, CancellationToken cancellationToken)
    {
        // What makes something is looked for first in any case: this database may be older than the site.
        var outcome = step.State == StoredStep.Asked || step.Kind == PlannedSteps.Make ? await lookup.Find(request, step, step.State == StoredStep.Asked ? step.Modified : modified, made, cancellationToken) : new StepOutcome.NotDone();
        for (var tries = 0; outcome is StepOutcome.NotDone && tries < MostTries; tries++)
        {
            await Move(request, step, StoredStep.Asked, modified, null, cancellationToken);
            outcome = await call.Ask(request, step, modified, made, cancellationToken);
            if (outcome is StepOutcome.Unclear || outcome is StepOutcome.Refused { Fault.Error.Type: "UniqueValidationError" or "DuplicateEntryError" } && step.Kind == PlannedSteps.Make)
            {
                var asked = outcome;
                outcome = await lookup.Find(request, step, modified, made, cancellationToken);
                if (outcome is StepOutcome.NotDone && asked is StepOutcome.Refused)
                {
                    outcome = asked;
                }
                else if (outcome is StepOutcome.NotDone && asked is StepOutcome.Unclear { Fault: { Verdict: Calls.Verdict.Bug } bug })
                {
                    outcome = new StepOutcome.Refused(bug, "The company's system failed on it.");
                }
                else if (outcome is StepOutcome.NotDone)
                {
                    await Task.Delay(Between, cancellationToken);
                }
            }
        }

        switch (outcome)
        {
            case StepOutcome.Done done:
                await Move(request, step, StoredStep.Done, done.Modified, done, cancellationToken);
                break;
            case StepOutcome.Refused or StepOutcome.Later { Fault.Status: 429 or 503 }:
                await Move(request, step, StoredStep.Planned, modified, null, cancellationToken);
                break;
            case StepOutcome.NotDone:
                outcome = new StepOutcome.Unclear(null);
                break;
        }

        return outcome;
    }

    /// <summary>Reads the document back, and asks whether what the member saw is still so.</summary>
    private async Task<bool> IsAsSeen(StoredRequest request, CancellationToken cancellationToken)
    {
        var before = Known(request)?.Modified;
        await database.Writer.Write(session => pending.Add(session, request.DocType, request.Name!), cancellationToken);
        for (var tries = 0; tries < MostTries && Known(request)?.Modified == before; tries++)
        {
            await Task.Delay(Between, cancellationToken);
        }

        if (Known(request)?.Modified == before || checks.Check(request).Refusal is not null)
        {
            return false;
        }

        await database.Writer.Write(session => StoredStep.Forget(session, request.Id), cancellationToken);
        return true;
    }

    private KnownDocument? Known(StoredRequest request) => database.Read(session => KnownDocument.Of(session, request.DocType, [request.Name!])).GetValueOrDefault(request.Name!);

    /// <summary>The request stays as it is, and is taken up again; until it is too late for it.</summary>
    private async Task Wait(StoredRequest request, StepOutcome.Later later, CancellationToken cancellationToken)
    {
        if (later.Fault.Verdict != Calls.Verdict.NeedsAuthorization || standing.MayAsk)
        {
            standing.Note(later.Fault);
        }

        if (request.Expires <= time.GetUtcNow())
        {
            var asked = database.Read(session => StoredStep.Of(session, request.Id)).Exists(static step => step.State != StoredStep.Planned);
            await End(request, asked ? ActionStates.Unknown : ActionStates.Failed, asked ? NoWord : Away, null, cancellationToken);
            return;
        }

        await Task.Delay(Between, cancellationToken);
    }

    private Task Move(StoredRequest request, StoredStep step, string state, string? modified, StepOutcome.Done? done, CancellationToken cancellationToken) =>
        database.Writer.Write(session => StoredStep.Move(session, request.Id, step.Index, state, modified, done?.DocType, done?.Name, time.GetUtcNow()), cancellationToken);

    /// <summary>What it has touched is read back at once: the member waits for it.</summary>
    private async Task End(StoredRequest request, string state, string? reason, StoredStep? made, CancellationToken cancellationToken)
    {
        var result = made is null ? null : new ActionResult(made.DocType, made.Name, null);
        await database.Writer.Write(
            session =>
            {
                progress.Move(session, request.Id, request.State, state, reason, result);
                if (request.Name is not null)
                {
                    pending.Add(session, request.DocType, request.Name);
                }

                if (made is { DocType: { } docType, Name: { } name } && types.Find(docType) is not null)
                {
                    pending.Add(session, docType, name);
                }
            },
            cancellationToken);
        Agent.Actions.Log.Ended(log, request.Id, request.Action, request.DocType, request.Name, state, reason);
    }
}
