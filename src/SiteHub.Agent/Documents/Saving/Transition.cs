using SiteHub.Agent.Documents.Bodies;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Documents;

namespace SiteHub.Agent.Documents.Saving;

/// <summary>What a save of an existing document is by its docstatus before and after: its rules, its rights, its DocEvents in Frappe's order.</summary>
internal sealed record Transition(SaveKind Kind, DocRights Needs, string Right, IReadOnlyList<string> Events)
{
    public static readonly IReadOnlyList<string> Inserted = [DocEvents.AfterInsert, DocEvents.OnUpdate];
    public static readonly IReadOnlyList<string> InsertedSubmitted = [DocEvents.AfterInsert, DocEvents.OnUpdate, DocEvents.OnSubmit];
    public static readonly IReadOnlyList<string> Removed = [DocEvents.OnTrash, DocEvents.OnChange];

    private static readonly Transition Save =
        new(SaveKind.Update, DocRights.Write, "write", [DocEvents.OnUpdate, DocEvents.OnChange]);

    private static readonly Transition Submit =
        new(SaveKind.Update, DocRights.Write | DocRights.Submit, "submit", [DocEvents.OnUpdate, DocEvents.OnSubmit, DocEvents.OnChange]);

    // Frappe 15 documents on_update_after_submit but never fires it; SiteHub does.
    private static readonly Transition AfterSubmit =
        new(SaveKind.UpdateAfterSubmit, DocRights.Write | DocRights.Submit, "submit", [DocEvents.OnUpdateAfterSubmit, DocEvents.OnChange]);

    private static readonly Transition Cancel =
        new(SaveKind.Update, DocRights.Write | DocRights.Cancel, "cancel", [DocEvents.OnCancel, DocEvents.OnChange]);

    public static (Transition? Transition, Refusal? Refusal) Of(DocTypes.DocType type, int from, int to) => (from, to) switch
    {
        (_, < 0 or > 2) => (null, Refuse.Invalid("Invalid docstatus")),
        (2, _) => (null, Refuse.CancelledIsFinal()),
        (0, 0) => (Save, null),
        (0, 1) => type.Submittable ? (Submit, null) : (null, Refuse.NotSubmittable(type.Name)),
        (1, 1) => (AfterSubmit, null),
        (1, 2) => (Cancel, null),
        _ => (null, Refuse.DocStatus(from, to)),
    };
}
