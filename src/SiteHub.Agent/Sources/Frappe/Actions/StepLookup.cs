using System.Text.Json;
using SiteHub.Agent.Actions;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Files;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Actions;

/// <summary>Looks whether a step was done at the site, when nobody knows: the process was killed after asking, or the answer said nothing.</summary>
internal sealed class StepLookup(FrappeClient client, FrappeEntry entry, GivenFiles files)
{
    private string? _user;

    public async Task<StepOutcome> Find(StoredRequest request, StoredStep step, string? modified, StoredStep? made, CancellationToken cancellationToken)
    {
        try
        {
            return step.Kind switch
            {
                PlannedSteps.Make => await Made(request, step, cancellationToken),
                PlannedSteps.SubmitMade => await Submitted(made!, modified, cancellationToken),
                PlannedSteps.Say => await Said(request, step, modified, cancellationToken),
                PlannedSteps.Assign => new StepOutcome.NotDone(),
                PlannedSteps.Attach => await files.IsAttached(request, (int)step.Call["place"]!, made?.DocType ?? request.DocType, made?.Name ?? request.Name!, cancellationToken) ? new StepOutcome.Done(modified) : new StepOutcome.NotDone(),
                _ => await Changed(request, step, modified, cancellationToken),
            };
        }
        catch (FrappeFaultException fault)
        {
            return StepCall.Failed(fault.Fault) is StepOutcome.Unclear or StepOutcome.Later ? new StepOutcome.Later(fault.Fault) : new StepOutcome.Unclear(fault.Fault);
        }
    }

    /// <returns>the document's time, if it was whoever does the step that changed it last; null: not, or it cannot be told</returns>
    public async Task<string?> OwnChange(StoredRequest request, StoredStep step, CancellationToken cancellationToken)
    {
        try
        {
            var found = await client.Read(new ListQuery(request.DocType, "modified", "modified_by") { Limit = 1 }.Where("name", "=", request.Name!), cancellationToken);
            return found.GetArrayLength() == 1 && SourceRow.TextOf(found[0], "modified_by") == (step.Author ?? await User(cancellationToken)) ? SourceRow.TextOf(found[0], "modified") : null;
        }
        catch (FrappeFaultException)
        {
            return null;
        }
    }

    private async Task<StepOutcome> Made(StoredRequest request, StoredStep step, CancellationToken cancellationToken)
    {
        var docType = (string)step.Call["docType"]!;
        var found = await client.Read(new ListQuery(docType, "name", "modified") { Limit = 1 }.Where(entry.RequestField, "=", (string?)step.Call["key"] ?? request.Id), cancellationToken);
        return found.GetArrayLength() == 1 && SourceRow.TextOf(found[0], "name") is { } name ? new StepOutcome.Done(SourceRow.TextOf(found[0], "modified"), docType, name) : new StepOutcome.NotDone();
    }

    private async Task<StepOutcome> Submitted(StoredStep made, string? modified, CancellationToken cancellationToken)
    {
        var found = await client.Read(new ListQuery(made.DocType!, "name", "docstatus") { Limit = 1 }.Where("name", "=", made.Name!), cancellationToken);
        var status = found.GetArrayLength() == 1 && found[0].TryGetProperty("docstatus", out var value) && value.TryGetInt32(out var number) ? number : (int?)null;
        return status switch
        {
            0 => new StepOutcome.NotDone(),
            null => new StepOutcome.Unclear(null),
            _ => new StepOutcome.Done(modified, made.DocType, made.Name),
        };
    }

    private async Task<StepOutcome> Said(StoredRequest request, StoredStep step, string? modified, CancellationToken cancellationToken)
    {
        var found = await client.Read(
            new ListQuery("Comment", "name") { Limit = 1 }.Where("reference_doctype", "=", request.DocType).Where("reference_name", "=", request.Name!).Where("content", "=", (string)step.Call["text"]!).Where("comment_email", "=", request.Email), cancellationToken);
        return found.GetArrayLength() > 0 ? new StepOutcome.Done(modified) : new StepOutcome.NotDone();
    }

    /// <summary>Its time tells whether anybody has changed it; the fields, or the user, whether that was this.</summary>
    private async Task<StepOutcome> Changed(StoredRequest request, StoredStep step, string? modified, CancellationToken cancellationToken)
    {
        var found = await client.Read(new ListQuery(request.DocType, "*") { Limit = 1 }.Where("name", "=", request.Name!), cancellationToken);
        if (found.GetArrayLength() == 0 || SourceRow.TextOf(found[0], "modified") is not { } now)
        {
            return new StepOutcome.Unclear(null);
        }

        if (now == modified)
        {
            return new StepOutcome.NotDone();
        }

        var isThis = step.Kind == PlannedSteps.Change
            ? step.Call["fields"]!.AsObject().All(field => found[0].TryGetProperty(field.Key, out var value) && Same(value, field.Value))
            : SourceRow.TextOf(found[0], "modified_by") == (step.Author ?? await User(cancellationToken));
        return isThis ? new StepOutcome.Done(now) : new StepOutcome.Unclear(null);
    }

    private static bool Same(JsonElement value, System.Text.Json.Nodes.JsonNode? wanted) => (value.ValueKind, wanted?.GetValueKind()) switch
    {
        (JsonValueKind.Null, null or JsonValueKind.Null) => true,
        (JsonValueKind.Number, JsonValueKind.Number) => value.TryGetDecimal(out var has) && decimal.TryParse(wanted!.ToJsonString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var needs) && has == needs,
        (JsonValueKind.String, JsonValueKind.String) => value.GetString() == (string)wanted!,

        // A table is no column: that it came with the rest is all that can be told.
        (_, JsonValueKind.Array) => true,
        _ => false,
    };

    private async Task<string?> User(CancellationToken cancellationToken) => _user ??= await client.Get("/api/method/frappe.auth.get_logged_user", cancellationToken) switch
    {
        FrappeReply.Answer { Value: { ValueKind: JsonValueKind.String } name } => name.GetString(),
        FrappeReply.Failed failed => throw new FrappeFaultException(failed.Fault),
        _ => null,
    };
}
