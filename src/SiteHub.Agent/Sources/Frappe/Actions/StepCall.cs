using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Agent.Actions;
using SiteHub.Agent.Sources.Frappe.Authorization;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Files;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Actions;

/// <summary>Asks the site for one step. The document's time goes with it: Frappe refuses a stale write only then.</summary>
internal sealed class StepCall(FrappeClient client, FrappeEntry entry, ActingUser acting, GivenFiles files)
{
    private const string NotPossible = "The company's system did not accept it.";
    private const string Nothing = "There is nothing left of it that could be made.";

    /// <param name="request">the member's</param>
    /// <param name="step">what is asked for</param>
    /// <param name="modified">of the document, as it is known</param>
    /// <param name="made">what an earlier step made</param>
    /// <param name="cancellationToken">the site stops</param>
    public async Task<StepOutcome> Ask(StoredRequest request, StoredStep step, string? modified, StoredStep? made, CancellationToken cancellationToken)
    {
        var outcome = await Standing(step, cancellationToken) ?? await One(request, step, modified, made, cancellationToken);
        if (step.As == SourceTokenRows.Source || outcome is not StepOutcome.Later { Fault: { Verdict: Verdict.NeedsAuthorization } fault })
        {
            return outcome;
        }

        if (fault.Status is not null)
        {
            await acting.Pause(step.As, fault.Reason, cancellationToken);
        }

        return new StepOutcome.Refused(fault, ActingUser.Refused);
    }

    /// <returns>null: they may act</returns>
    private async Task<StepOutcome?> Standing(StoredStep step, CancellationToken cancellationToken) => step.As == SourceTokenRows.Source ? null : await acting.Standing(step.As, step.Author!, cancellationToken) switch
    {
        null => null,
        { MayBeDone: true } fault => new StepOutcome.Later(fault),
        var fault => Failed(fault),
    };

    private async Task<StepOutcome> One(StoredRequest request, StoredStep step, string? modified, StoredStep? made, CancellationToken cancellationToken)
    {
        switch (step.Kind)
        {
            case PlannedSteps.Change:
                var fields = step.Call["fields"]!.DeepClone().AsObject();
                fields["modified"] = modified;
                return Outcome(await client.Put(FrappeClient.PathOf(request.DocType, request.Name!), fields, cancellationToken, step.As), ModifiedOf);
            case PlannedSteps.SubmitMade:
                // From here on it is known by its name. The desk's Amend copies the id too, whatever No Copy says, and a unique one would keep everybody there from amending it.
                var submit = new JsonObject { ["docstatus"] = 1, ["modified"] = made!.Modified, [entry.RequestField] = null };
                return Outcome(await client.Put(FrappeClient.PathOf(made.DocType!, made.Name!), submit, cancellationToken, step.As), answer => new StepOutcome.Done(modified, made.DocType, made.Name));
            case PlannedSteps.Make:
                return await MakeOne(request, step, modified, cancellationToken);
            case PlannedSteps.Run:
                return await WithDocument(
                    request,
                    step,
                    modified,
                    async _ => Outcome(await Call(step, "run_doc_method", new JsonObject { ["dt"] = request.DocType, ["dn"] = request.Name, ["method"] = (string)step.Call["method"]!, ["args"] = step.Call["args"]!.ToJsonString() }, cancellationToken), ModifiedOf),
                    cancellationToken);
            case PlannedSteps.Transition:
                return await WithDocument(
                    request,
                    step,
                    modified,
                    async document => Outcome(await Call(step, "frappe.model.workflow.apply_workflow", new JsonObject { ["doc"] = document, ["action"] = (string)step.Call["action"]! }, cancellationToken), ModifiedOf),
                    cancellationToken);
            case PlannedSteps.Attach:
                return await files.Attach(request, (int)step.Call["place"]!, made?.DocType ?? request.DocType, made?.Name ?? request.Name!, modified, step.As, cancellationToken);
            case PlannedSteps.Say:
                var comment = new JsonObject { ["reference_doctype"] = request.DocType, ["reference_name"] = request.Name, ["content"] = (string)step.Call["text"]!, ["comment_email"] = request.Email, ["comment_by"] = request.Person ?? request.Email };
                return Outcome(await Call(step, "frappe.desk.form.utils.add_comment", comment, cancellationToken), _ => new StepOutcome.Done(modified));
            default:
                var assign = new JsonObject { ["doctype"] = request.DocType, ["name"] = request.Name, ["assign_to"] = new JsonArray((string)step.Call["to"]!).ToJsonString() };
                return Outcome(await Call(step, "frappe.desk.form.assign_to.add", assign, cancellationToken), _ => new StepOutcome.Done(modified));
        }
    }

    public static StepOutcome Failed(FrappeFault fault) => fault switch
    {
        { Verdict: Verdict.Retry or Verdict.NeedsAuthorization } => new StepOutcome.Later(fault),
        { MayBeDone: true } => new StepOutcome.Unclear(fault),
        { Verdict: Verdict.Refused, Sentence: { Length: > 0 } sentence } => new StepOutcome.Refused(fault, sentence),
        _ => new StepOutcome.Refused(fault, NotPossible),
    };

    private async Task<StepOutcome> MakeOne(StoredRequest request, StoredStep step, string? modified, CancellationToken cancellationToken)
    {
        var docType = (string)step.Call["docType"]!;
        var doc = new JsonObject();
        if ((string?)step.Call["method"] is { } method)
        {
            switch (await Call(step, method, new JsonObject { ["source_name"] = request.Name }, cancellationToken))
            {
                case FrappeReply.Failed { Fault: { MayBeDone: true, Verdict: not Verdict.Bug } fault }:
                    // A method that only makes up a document stores none.
                    return new StepOutcome.Later(fault);
                case FrappeReply.Failed failed:
                    return failed.Fault.MayBeDone ? new StepOutcome.Refused(failed.Fault, NotPossible) : Failed(failed.Fault);
                case FrappeReply.Answer { Value: { ValueKind: JsonValueKind.Object } mapped }:
                    doc = JsonNode.Parse(mapped.GetRawText())!.AsObject();
                    if (mapped.EnumerateObject().Where(static member => member.Value.ValueKind == JsonValueKind.Array).ToList() is { Count: > 0 } tables && tables.TrueForAll(static table => table.Value.GetArrayLength() == 0))
                    {
                        // Of what has been ordered already it answers an order of nothing.
                        return new StepOutcome.Refused(new FrappeFault(Verdict.Refused, 200, null, $"{method} answered a document without rows."), Nothing);
                    }

                    break;
                default:
                    return new StepOutcome.Refused(new FrappeFault(Verdict.Bug, 200, null, $"{method} answered no document."), NotPossible);
            }
        }

        Lay(step.Call["doc"]!.AsObject(), doc);
        doc["doctype"] = docType;
        doc[entry.RequestField] = (string?)step.Call["key"] ?? request.Id;
        return Outcome(
            await Call(step, "frappe.client.insert", new JsonObject { ["doc"] = doc }, cancellationToken),
            answer => SourceRow.TextOf(answer.Value, "name") is { } name ? new StepOutcome.Done(SourceRow.TextOf(answer.Value, "modified"), docType, name) : new StepOutcome.Unclear(null));
    }

    /// <summary>A list of one object is laid over each row: what every row of an order needs, such as its day.</summary>
    private static void Lay(JsonObject over, JsonObject doc)
    {
        foreach (var (name, value) in over)
        {
            if (value is JsonArray { Count: 1 } one && one[0] is JsonObject each && doc[name] is JsonArray { Count: > 0 } rows)
            {
                foreach (var row in rows.OfType<JsonObject>())
                {
                    Lay(each, row);
                }
            }
            else
            {
                doc[name] = value?.DeepClone();
            }
        }
    }

    /// <summary>
    /// A method looks at no time that is sent: the document is read, and if it is not what the member saw, nothing is asked for. What is left is the moment
    /// between the two.
    /// </summary>
    private async Task<StepOutcome> WithDocument(StoredRequest request, StoredStep step, string? modified, Func<JsonObject, Task<StepOutcome>> ask, CancellationToken cancellationToken)
    {
        switch (await client.Get(FrappeClient.PathOf(request.DocType, request.Name!), cancellationToken, step.As))
        {
            case FrappeReply.Answer { Value: { ValueKind: JsonValueKind.Object } document }:
                return SourceRow.TextOf(document, "modified") == modified
                    ? await ask(JsonNode.Parse(document.GetRawText())!.AsObject())
                    : new StepOutcome.Refused(Stale, ActionChecks.ChangedMeanwhile);
            case FrappeReply.Failed failed:
                return failed.Fault.MayBeDone ? new StepOutcome.Later(failed.Fault) : Failed(failed.Fault);
            default:
                return new StepOutcome.Later(new FrappeFault(Verdict.Retry, 200, null, "The site answered no document."));
        }
    }

    private static FrappeFault Stale => new(Verdict.Refused, 417, new FrappeError("TimestampMismatchError", [], ""), ActionChecks.ChangedMeanwhile);

    private Task<FrappeReply> Call(StoredStep step, string method, JsonObject arguments, CancellationToken cancellationToken) => client.Post($"/api/method/{Uri.EscapeDataString(method)}", arguments, cancellationToken, step.As);

    private static StepOutcome Outcome(FrappeReply reply, Func<FrappeReply.Answer, StepOutcome> done) => reply switch
    {
        FrappeReply.Answer answer => done(answer),
        FrappeReply.Failed failed => Failed(failed.Fault),
        _ => new StepOutcome.Unclear(null),
    };

    private static StepOutcome ModifiedOf(FrappeReply.Answer answer)
    {
        var document = answer.Value.ValueKind == JsonValueKind.Object ? answer.Value
            : answer.Body.TryGetProperty("docs", out var docs) && docs.ValueKind == JsonValueKind.Array && docs.GetArrayLength() > 0 ? docs[0]
            : default;
        return new StepOutcome.Done(SourceRow.TextOf(document, "modified"));
    }
}
