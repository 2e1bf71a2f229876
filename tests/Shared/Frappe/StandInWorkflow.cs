using System.Text.Json.Nodes;

namespace SiteHub.Testing.Frappe;

/// <summary>Workflows, as far as their transitions.</summary>
internal static class StandInWorkflow
{
    public static JsonNode Apply(StandInFrappe frappe, JsonObject doc, string action, StandInUser user)
    {
        var (docType, name) = ((string)doc["doctype"]!, (string)doc["name"]!);
        var state = (string?)frappe.Site.Find(docType, name)["workflow_state"] ?? "";
        if (!frappe.Transitions.TryGetValue((docType, state, action), out var next))
        {
            throw new StandInError(417, "WorkflowTransitionError", "frappe.model.workflow.WorkflowTransitionError: Not a valid Workflow Action", "Not a valid Workflow Action");
        }

        var change = new JsonObject { ["workflow_state"] = next };
        if (doc["modified"] is { } modified)
        {
            change["modified"] = modified.DeepClone();
        }

        return frappe.Site.Update(docType, name, change, user.Name).DeepClone();
    }
}
