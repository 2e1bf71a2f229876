using System.Text.Json.Nodes;
using SiteHub.Agent.Actions;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Sources.Frappe.Authorization;
using SiteHub.Delivery.Scripts;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Values;

namespace SiteHub.Agent.Sources.Frappe.Actions;

/// <summary>
/// What an action is to do at the site, each step one request there. It is worked out once, and kept: the scripts see the document as it was before any of it
/// was done, after a restart too.
/// </summary>
internal static class PlannedSteps
{
    public const string Change = "change";
    public const string Make = "make";
    public const string SubmitMade = "submit made";
    public const string Run = "run";
    public const string Transition = "transition";
    public const string Say = "say";
    public const string Assign = "assign";
    public const string Attach = "attach";

    /// <returns>the steps; or why there are none</returns>
    public static (IReadOnlyList<JsonObject>? Steps, string? Fault) Of(CompiledAction action, StoredDocument? document, StoredRequest request, OwnUser? own)
    {
        ReadOnlyMemory<byte>?[] given = [document?.State.Body, .. EmbeddedEffect.Given(request)];
        var steps = new List<JsonObject>();
        foreach (var step in action.Entry.Effect)
        {
            var (planned, fault) = Plan(step);
            if (fault is not null)
            {
                return (null, $"The action could not be carried out here: {fault}");
            }

            Add(planned);
        }

        Add([.. request.Files.Index().Select(static file => new JsonObject { ["do"] = Attach, ["place"] = file.Index })]);
        if (own is not null)
        {
            foreach (var one in steps)
            {
                (one["as"], one["asUser"]) = (own.Owner, own.User);
            }
        }
        else if (document is not null && steps.TrueForAll(static step => (string?)step["do"] != Say))
        {
            // It is done as the source's user: whoever looks at it there must see for whom.
            Add([new JsonObject { ["do"] = Say, ["text"] = RichText.Of($"{action.Action.Label}: {request.Person ?? request.Email} ({request.Email})"), ["lenient"] = true }]);
        }

        return (steps, null);

        (IReadOnlyList<JsonObject> Planned, string? Fault) Plan(ActionStep step)
        {
            string? fault;
            switch (step)
            {
                case ActionStep.Submit:
                    return ([new JsonObject { ["do"] = Change, ["fields"] = new JsonObject { ["docstatus"] = 1 } }], null);
                case ActionStep.Cancel:
                    return ([new JsonObject { ["do"] = Change, ["fields"] = new JsonObject { ["docstatus"] = 2 } }], null);
                case ActionStep.Set set:
                    return Value(set.Fields, out fault) is JsonObject fields ? ([new JsonObject { ["do"] = Change, ["fields"] = fields }], null) : ([], fault ?? "what shall be set is no object");
                case ActionStep.Create create when Value(create.Doc, out fault) is JsonObject doc:
                    return (Made(create.DocType, null, doc, (int?)doc["docstatus"] == 1), null);
                case ActionStep.Map { Fields: null } map:
                    return (Made(map.DocType, map.By, [], map.Submits), null);
                case ActionStep.Map { Fields: { } script } map when Value(script, out fault) is JsonObject over:
                    return (Made(map.DocType, map.By, over, map.Submits), null);
                case ActionStep.Method { Arguments: null } method:
                    return ([new JsonObject { ["do"] = Run, ["method"] = method.Name, ["args"] = new JsonObject() }], null);
                case ActionStep.Method { Arguments: { } script } method when Value(script, out fault) is JsonObject arguments:
                    return ([new JsonObject { ["do"] = Run, ["method"] = method.Name, ["args"] = arguments }], null);
                case ActionStep.Workflow workflow:
                    return ([new JsonObject { ["do"] = Transition, ["action"] = workflow.Action }], null);
                case ActionStep.Assign assign:
                    return ([new JsonObject { ["do"] = Assign, ["to"] = assign.User }], null);
                case ActionStep.Comment comment:
                    return Value(comment.Text, out fault) is JsonValue said && said.GetValueKind() == System.Text.Json.JsonValueKind.String
                        ? ([new JsonObject { ["do"] = Say, ["text"] = RichText.Of(said.GetValue<string>()) }], null)
                        : ([], fault ?? "the comment is no text");
                default:
                    return ([], "a step of it gives no object");
            }
        }

        // Frappe leaves the status at Draft where a document is inserted as submitted.
        static IReadOnlyList<JsonObject> Made(string docType, string? method, JsonObject doc, bool submits)
        {
            doc.Remove("docstatus");
            var make = new JsonObject { ["do"] = Make, ["docType"] = docType, ["method"] = method, ["doc"] = doc };
            return submits ? [make, new JsonObject { ["do"] = SubmitMade, ["docType"] = docType }] : [make];
        }

        // What changes the document itself is one save there, as it is one here.
        void Add(IReadOnlyList<JsonObject> planned)
        {
            foreach (var one in planned)
            {
                if ((string?)one["do"] == Change && steps.Count > 0 && (string?)steps[^1]["do"] == Change)
                {
                    foreach (var (name, value) in one["fields"]!.AsObject())
                    {
                        steps[^1]["fields"]![name] = value?.DeepClone();
                    }
                }
                else
                {
                    steps.Add(one);
                }
            }
        }

        JsonNode? Value(string source, out string? fault)
        {
            var outcome = action.ScriptOf(source).Transform(given);
            fault = outcome is ScriptOutcome<ReadOnlyMemory<byte>>.Failed failed ? failed.Reason : null;
            return outcome is ScriptOutcome<ReadOnlyMemory<byte>>.Value value ? JsonNode.Parse(value.Result.Span) : null;
        }
    }
}
