using SiteHub.Protocol.Actions;

namespace SiteHub.Operations.Configuration.Reading;

/// <summary>An action is done with what the hub sees, and has effects that its DocType allows.</summary>
internal static class ActionChecks
{
    public static void Check(IReadOnlyList<Placed<ActionEntry>> actions, IReadOnlyList<Placed<PublicationEntry>> publications, IReadOnlyList<DocTypeEntry> docTypes, ReadContext context, bool mirrored = false)
    {
        FileChecks.Twice(actions, static a => $"{a.Action.DocType} {a.Action.Name}", "name", "action of this DocType", context);
        TooMany(actions, context);
        foreach (var (entry, path) in actions)
        {
            var action = entry.Action;
            var docType = docTypes.FirstOrDefault(d => d.Name == action.DocType && !d.Child);
            if (docType is null)
            {
                context.Fault($"{path}.docType", $"is no DocType of this site; it has {Found.List(docTypes.Where(static d => !d.Child).Select(static d => d.Name))}", Found.Text(action.DocType));
            }
            else if (action.OnDocument && publications.All(p => p.Value.DocType != action.DocType || p.Value.Account is null))
            {
                context.Fault($"{path}.docType", "must have a publication that names the account: a member acts on what the hub shows them", Found.Text(action.DocType));
            }

            if (!action.OnDocument && entry.When is not null)
            {
                context.Fault($"{path}.when", "is asked of a document, and this action begins without one");
            }

            foreach (var (index, step) in entry.Effect.Index())
            {
                Step(step, action.OnDocument, docType, docTypes, $"{path}.effect[{index}]", context, mirrored);
            }
        }
    }

    /// <summary>More than an entry carries could not be told.</summary>
    private static void TooMany(IReadOnlyList<Placed<ActionEntry>> actions, ReadContext context)
    {
        foreach (var group in actions.Where(static a => a.Value.Action.OnDocument).GroupBy(static a => a.Value.Action.DocType).Where(static group => group.Count() > ActionNames.MaxOpen))
        {
            context.Fault(group.ElementAt(ActionNames.MaxOpen).Path, $"is one too many: a DocType's documents have at most {ActionNames.MaxOpen} actions", Found.Text(group.Key));
        }
    }

    private static void Step(ActionStep step, bool onDocument, DocTypeEntry? docType, IReadOnlyList<DocTypeEntry> docTypes, string path, ReadContext context, bool mirrored)
    {
        switch (step)
        {
            case ActionStep.Workflow or ActionStep.Map or ActionStep.Method or ActionStep.Assign when !mirrored:
                context.Fault(path, "needs a source of the kind frappe");
                break;
            case ActionStep.Map map when docTypes.All(d => d.Name != map.DocType || d.Child):
                context.Fault($"{path}.map.docType", $"is no DocType of this site; it has {Found.List(docTypes.Where(static d => !d.Child).Select(static d => d.Name))}", Found.Text(map.DocType));
                break;
            case ActionStep.Create create when docTypes.All(d => d.Name != create.DocType || d.Child):
                context.Fault($"{path}.create.docType", $"is no DocType of this site; it has {Found.List(docTypes.Where(static d => !d.Child).Select(static d => d.Name))}", Found.Text(create.DocType));
                break;
            case ActionStep.Set or ActionStep.Submit or ActionStep.Cancel or ActionStep.Comment or ActionStep.Workflow or ActionStep.Map or ActionStep.Method or ActionStep.Assign when !onDocument:
                context.Fault(path, "needs a document, and this action begins without one");
                break;
            case ActionStep.Submit or ActionStep.Cancel when docType is { Submittable: false }:
                context.Fault(path, $"needs a DocType that is submittable, and {docType.Name} is not");
                break;
        }
    }
}
