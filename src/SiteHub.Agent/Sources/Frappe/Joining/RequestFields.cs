using System.Text.Json.Nodes;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>The unique field that holds a request's id, on each DocType of which actions make documents and in which messages stand: by it each is made once, whatever dies in between.</summary>
internal sealed class RequestFields(FrappeClient client, SiteMetas metas, MadeRecord made, FrappeEntry entry)
{
    private const string DocType = "Custom Field";

    private string Field => entry.RequestField;

    public async Task<IReadOnlyList<JoinNote>> Settle(Purpose purpose, IEnumerable<ActionEntry> actions, IEnumerable<string> talkTypes, CancellationToken cancellationToken)
    {
        var notes = new List<JoinNote>();
        foreach (var docType in actions.SelectMany(static action => action.Effect).Select(static step => step switch { ActionStep.Create create => create.DocType, ActionStep.Map map => map.DocType, _ => null }).OfType<string>().Concat(talkTypes).Distinct(StringComparer.Ordinal))
        {
            if ((await metas.Find(docType, cancellationToken)).Meta is { } meta)
            {
                await One(purpose, meta, notes, cancellationToken);
            }
        }

        return notes;
    }

    private async Task One(Purpose purpose, SiteMeta meta, List<JoinNote> notes, CancellationToken cancellationToken)
    {
        var name = $"{meta.Name}-{Field}";
        var ours = made.Find(DocType, name) is not null;
        switch (meta.Fields.GetValueOrDefault(Field))
        {
            case { IsUnique: true, Type: "Data" }:
                notes.Add(JoinNote.Good("request-field", "{0} has the unique field {1}.", meta.Name, Field));
                break;
            case { Type: not "Data" } other:
                notes.Add(JoinNote.Hindered("request-field", "{0} has a field {1} that is {2} and not Data, so that what is made could not be told from what was made.", "Name another field by source.requestField, and connect again.", meta.Name, Field, other.Type));
                break;
            case null when purpose == Purpose.Look:
                notes.Add(JoinNote.Hindered("request-field", "{0} has no field {1}: without it an action that makes one could do so twice, or fail.", "Repair it.", meta.Name, Field));
                break;
            case { } when !ours:
                notes.Add(JoinNote.Hindered(
                    "request-field-unique",
                    "The field {1} of {0} is not unique, and was not made by SiteHub: what an action makes could be made twice.",
                    "Set Unique on it in Customize Form, if it is meant for this; else name another field by source.requestField. Then connect again.",
                    meta.Name,
                    Field));
                break;
            case { } when purpose == Purpose.Look:
                notes.Add(JoinNote.Hindered("request-field-unique", "The field {1} of {0} is not unique any more: what an action makes could be made twice.", "Repair it.", meta.Name, Field));
                break;
            case var found when purpose == Purpose.Plan:
                notes.Add(JoinNote.Made("request-field", found is null ? "Would make the unique field {1} on {0}." : "Would make the field {1} of {0} unique again.", meta.Name, Field));
                break;
            case var found:
                await Save(name, meta, isNew: found is null, notes, cancellationToken);
                break;
        }
    }

    private async Task Save(string name, SiteMeta meta, bool isNew, List<JoinNote> notes, CancellationToken cancellationToken)
    {
        var fields = new JsonObject { ["unique"] = 1 };
        if (isNew)
        {
            made.Note(DocType, name, null);
            (fields["dt"], fields["fieldname"], fields["label"], fields["fieldtype"], fields["read_only"], fields["no_copy"], fields["hidden"]) = (meta.Name, Field, "SiteHub Request", "Data", 1, 1, 1);
            if (meta.Fields.Values.LastOrDefault(static field => field.IsStored) is { } last)
            {
                fields["insert_after"] = last.Name;
            }
        }

        var answer = isNew ? await client.Post($"/api/resource/{Uri.EscapeDataString(DocType)}", fields, cancellationToken) : await client.Put(FrappeClient.PathOf(DocType, name), fields, cancellationToken);
        metas.Forget(meta.Name);
        if (answer is FrappeReply.Answer { Value: var saved })
        {
            made.Note(DocType, name, SourceRow.TextOf(saved, "modified"));
            notes.Add(JoinNote.Made("request-field", isNew ? "Made the unique field {1} on {0}." : "Made the field {1} of {0} unique again.", meta.Name, Field));
            return;
        }

        var fault = ((FrappeReply.Failed)answer).Fault;
        if (isNew && !fault.MayBeDone)
        {
            made.Forget(DocType, name);
        }

        notes.Add(fault.IsForbidden
            ? JoinNote.Hindered("request-field-refused", "The user may not make the unique field {1} on {0}, without which an action that makes one could do so twice, or fail.", "Give it the role System Manager and connect again; or make the field in Customize Form: Data, Unique, Hidden, No Copy, with that name.", meta.Name, Field)
            : JoinNote.Hindered("request-field", "The field {1} of {0} could not be saved: {2}", "Put that right, and connect again.", meta.Name, Field, fault.Sentence is { Length: > 0 } sentence ? sentence : fault.Reason));
    }
}
