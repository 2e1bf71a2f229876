using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Conversation;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>
/// Whether the source's user sees all of what is mirrored, and may do what actions do. Frappe hides rows and fields without a word, so each way in which it does is
/// looked for by itself; what is hidden is asked for, and not worked out from roles, wherever there is a document to ask for.
/// </summary>
internal sealed class RightsChecks(FrappeClient client, SiteMetas metas)
{
    public async Task<IReadOnlyList<JoinNote>> Look(SourceUser user, IReadOnlyList<DocTypeEntry> docTypes, IReadOnlyList<ActionEntry> actions, TalkTypes talk, CancellationToken cancellationToken)
    {
        var notes = new List<JoinNote>();
        var seen = 0;
        foreach (var docType in docTypes.Where(static one => !one.Child))
        {
            var before = notes.Count;
            await One(user, docType, docTypes, notes, cancellationToken);
            seen += notes.Count == before ? 1 : 0;
        }

        await Deleted(user, notes, cancellationToken);
        await Effects(user, actions, notes, cancellationToken);
        await Talk(user, talk, notes, cancellationToken);
        notes.Insert(0, JoinNote.Good("rights", "{0} of {1} DocTypes are seen whole, with every field.", $"{seen}", $"{docTypes.Count(static one => !one.Child)}"));
        return notes;
    }

    private async Task One(SourceUser user, DocTypeEntry docType, IReadOnlyList<DocTypeEntry> docTypes, List<JoinNote> notes, CancellationToken cancellationToken)
    {
        var (meta, fault) = await metas.Find(docType.Name, cancellationToken);
        if (meta is null)
        {
            notes.Add(fault is null
                ? JoinNote.Hindered("doctype", "The site has no DocType {0}.", "Take it out of the configuration, or install the app that has it.", docType.Name)
                : JoinNote.Limited("doctype", "{0} cannot be looked at: {1}", "Try again; if it stays so, look into the site's Error Log.", docType.Name, fault.Reason));
            return;
        }

        // A list by GET would be bounded in length; the rows themselves tell what is shown of them.
        var answer = await client.Post(ListQuery.Path, new ListQuery(docType.Name, "*") { Limit = 1, Order = "modified desc" }.ToJson(), cancellationToken);
        if (answer is FrappeReply.Failed { Fault: var refused })
        {
            notes.Add(refused.IsForbidden
                ? JoinNote.Hindered("read", "{0} may not read {1}.", "Give {0} one of the roles {2}, or a permission of its own in the Role Permissions Manager.", user.Name, docType.Name, Names(meta.RolesThatMay("read")))
                : JoinNote.Limited("read", "{0} cannot be read: {1}", "Try again; if it stays so, look into the site's Error Log.", docType.Name, refused.Reason));
            return;
        }

        Fields(user, docType, meta, null, (answer as FrappeReply.Answer)?.Value, notes);
        foreach (var table in docType.Fields.Where(static field => field.Type == FieldType.Table))
        {
            if (docTypes.FirstOrDefault(one => one.Name == table.Target) is { } rowType && (await metas.Find(rowType.Name, cancellationToken)).Meta is { } rowMeta)
            {
                var rows = await client.Post(ListQuery.Path, new ListQuery(rowType.Name, "*") { Limit = 1, Parent = docType.Name }.ToJson(), cancellationToken);
                Fields(user, rowType, rowMeta, meta, (rows as FrappeReply.Answer)?.Value, notes);
            }
        }

        Rows(user, docType, meta, notes);
    }

    private static void Fields(SourceUser user, DocTypeEntry docType, SiteMeta meta, SiteMeta? parent, System.Text.Json.JsonElement? page, List<JoinNote> notes)
    {
        var missing = docType.Fields.Where(field => !meta.Fields.ContainsKey(field.Name)).Select(static field => field.Name).ToList();
        if (missing.Count > 0)
        {
            notes.Add(JoinNote.Limited("field-missing", "{0} has no field {1} any more, or never had.", "Take it out of the configuration, or make the field again.", docType.Name, Names(missing)));
        }

        var levels = (parent ?? meta).Rights.Where(right => user.Roles?.Contains(right.Role) == true && right.Allows.Contains("read")).Select(static right => right.PermLevel).ToHashSet();
        var row = page is { ValueKind: System.Text.Json.JsonValueKind.Array } list && list.GetArrayLength() > 0 && list[0].ValueKind == System.Text.Json.JsonValueKind.Object ? list[0] : default;
        var hidden = docType.Fields.Where(field => meta.Fields.TryGetValue(field.Name, out var known) && known.IsStored && field.Type != FieldType.Table
            && (row.ValueKind == System.Text.Json.JsonValueKind.Object ? !row.TryGetProperty(field.Name, out _) : known.PermLevel > 0 && !user.IsAdministrator && !levels.Contains(known.PermLevel))).ToList();
        if (hidden.Count > 0)
        {
            notes.Add(JoinNote.Limited(
                "permlevel",
                "{0}: {1} is hidden from {2} by a permission level. The portal shows it empty, or as it was known before.",
                "In the Role Permissions Manager, let a role of {2} read {0} at level {3}; or take the field out of the configuration.",
                parent?.Name ?? docType.Name,
                Names(hidden.Select(static field => field.Name)),
                user.Name,
                Names(hidden.Select(field => meta.Fields[field.Name].PermLevel).Distinct().Order().Select(static level => $"{level}"))));
        }
    }

    private static void Rows(SourceUser user, DocTypeEntry docType, SiteMeta meta, List<JoinNote> notes)
    {
        if (user.Bounds is null)
        {
            notes.Add(JoinNote.Limited("user-permissions", "{0} may not ask for its own User Permissions, so that nothing says whether rows of {1} are hidden.", "Use a System User.", user.Name, docType.Name));
            return;
        }

        var bounds = user.Bounds.Where(bound => (bound.Only is null || bound.Only == docType.Name)
            && (bound.Allow == docType.Name || meta.Fields.Values.Any(field => field.Type == "Link" && field.Options == bound.Allow && !field.IgnoresUserPermissions))).Select(static bound => $"{bound.Allow} {bound.Value}").ToList();
        if (bounds.Count > 0)
        {
            notes.Add(JoinNote.Limited(
                "user-permissions",
                "{0}: {1} sees only what User Permissions allow ({2}). The other documents are not in the portal; none of them is taken for deleted.",
                "Delete the User Permissions of {1}, or set in them that they do not apply to {0}.",
                docType.Name,
                user.Name,
                Names(bounds)));
        }

        if (user.SeesOnlyOwn(meta))
        {
            notes.Add(JoinNote.Limited("only-own", "{0}: {1} sees only the documents that it made itself.", "In the Role Permissions Manager, take \"Only if Creator\" from a role of {1}, or give it another role.", docType.Name, user.Name));
        }
    }

    private async Task Deleted(SourceUser user, List<JoinNote> notes, CancellationToken cancellationToken)
    {
        if (await client.Post(ListQuery.Path, new ListQuery("Deleted Document", "name") { Limit = 1 }.ToJson(), cancellationToken) is FrappeReply.Failed { Fault.IsForbidden: true })
        {
            notes.Add(JoinNote.Limited("deleted", "{0} may not read Deleted Document: what is deleted there is known by its absence alone, if nothing is hidden.", "In the Role Permissions Manager, let a role of {0} read Deleted Document.", user.Name));
        }
    }

    private async Task Talk(SourceUser user, TalkTypes talk, List<JoinNote> notes, CancellationToken cancellationToken)
    {
        foreach (var type in talk.All)
        {
            var (meta, _) = await metas.Find(type, cancellationToken);
            var isForbidden = await client.Post(ListQuery.Path, new ListQuery(type, "name") { Limit = 1 }.ToJson(), cancellationToken) is FrappeReply.Failed { Fault.IsForbidden: true };
            if (isForbidden || (meta is not null && user.May("create", meta) == false))
            {
                notes.Add(JoinNote.Limited(
                    "conversation",
                    "{0} may not read and create {1}, so that what is written on {2} in the portal or there does not come to the other side.",
                    "In the Role Permissions Manager, let a role of {0} read and create {1}, at level 0 and without \"Only if Creator\".",
                    user.Name,
                    type,
                    Names(talk.DocTypesOf(type))));
            }
        }
    }

    private async Task Effects(SourceUser user, IReadOnlyList<ActionEntry> actions, List<JoinNote> notes, CancellationToken cancellationToken)
    {
        var wanted = actions.SelectMany(static action => action.Effect.SelectMany(step => Needs(action.Action.DocType, step).Select(need => (need.DocType, need.Kind, action.Action.Label)))).ToList();
        if (wanted.Count > 0 && !user.IsAdministrator && user.Roles is null)
        {
            notes.Add(JoinNote.Limited("roles", "{0} may not read its own roles, so that nothing says whether it may do what actions do.", "Let it read User, or try each action once.", user.Name));
            return;
        }

        foreach (var need in wanted.GroupBy(static need => (need.DocType, need.Kind)))
        {
            if ((await metas.Find(need.Key.DocType, cancellationToken)).Meta is { } meta && user.May(need.Key.Kind, meta) == false)
            {
                notes.Add(JoinNote.Limited(
                    "write",
                    "{0} may not {1} {2}, so that this fails for whoever asks: {3}.",
                    "Give {0} one of the roles {4}, or take the action out of the configuration.",
                    user.Name,
                    need.Key.Kind,
                    need.Key.DocType,
                    Names(need.Select(static one => one.Label).Distinct(StringComparer.Ordinal)),
                    Names(meta.RolesThatMay(need.Key.Kind))));
            }
        }
    }

    private static IEnumerable<(string DocType, string Kind)> Needs(string docType, ActionStep step) => step switch
    {
        ActionStep.Set or ActionStep.Workflow or ActionStep.Method => [(docType, "write")],
        ActionStep.Submit => [(docType, "submit")],
        ActionStep.Cancel => [(docType, "cancel")],
        ActionStep.Create create => [(create.DocType, "create")],
        ActionStep.Map { Submits: true } map => [(map.DocType, "create"), (map.DocType, "submit")],
        ActionStep.Map map => [(map.DocType, "create")],
        _ => [],
    };

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}
