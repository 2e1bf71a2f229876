using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SiteHub.Testing.Frappe;

/// <summary>What may be called, and what a document shows of itself.</summary>
internal sealed class StandInMethods(StandInFrappe frappe)
{
    private StandInSite Site => frappe.Site;

    public JsonObject Call(string name, StandInUser user, Dictionary<string, JsonNode?> asked)
    {
        var docType = Text(asked, "doctype") ?? Text(asked, "dt");
        var docName = Text(asked, "name") ?? Text(asked, "dn") ?? Text(asked, "docname");
        switch (name)
        {
            case "ping":
                return Message("pong");
            case "frappe.auth.get_logged_user":
                return user.Name == "Guest" ? throw StandInError.Forbidden(user.Name, "User", list: false) : Message(user.Name);
            case "frappe.client.get_list":
                return Message(frappe.Large.TryGetValue(docType!, out var large) ? large.List(asked) : StandInLists.Of(Site, user, docType!, asked));
            case "frappe.client.get_count" when frappe.Large.TryGetValue(docType!, out var counted):
                return Message(counted.Count);
            case "frappe.client.get_count":
                return Message(StandInLists.Count(Site, user, docType!, asked.GetValueOrDefault("filters") is { } filters && filters.GetValueKind() == System.Text.Json.JsonValueKind.String ? JsonNode.Parse((string)filters!) : asked.GetValueOrDefault("filters")));
            case "frappe.client.get_time_zone":
                return Message(new JsonObject { ["time_zone"] = Site.Clock.Zone.Id });
            case "frappe.client.get_single_value":
                return user.IsAdministrator ? Message(Site.Clock.Zone.Id) : throw new StandInError(403, "PermissionError", "frappe.exceptions.PermissionError: No permission for System Settings", "No permission for System Settings");
            case "frappe.client.has_permission":
                return Message(new JsonObject { ["has_permission"] = user.Reads?.Contains(docType!) != false });
            case "frappe.utils.change_log.get_versions":
                var apps = new JsonObject { ["frappe"] = new JsonObject { ["title"] = "Frappe Framework", ["version"] = $"{frappe.Version}.72.4" } };
                if (Site.Types.ContainsKey("Quotation"))
                {
                    apps["erpnext"] = new JsonObject { ["title"] = "ERPNext", ["version"] = $"{frappe.Version}.71.1" };
                }

                return Message(apps);
            case "frappe.desk.form.load.getdoctype":
                return StandInSetup.Describe(Site, docType!);
            case "frappe.core.doctype.user_permission.user_permission.get_user_permissions":
                return Message(new JsonObject(user.Only.Select(static only => KeyValuePair.Create(only.Key, (JsonNode?)new JsonArray([.. only.Value.Select(static v => new JsonObject { ["doc"] = v, ["applicable_for"] = null, ["is_default"] = 0 })])))));
            case "frappe.client.insert":
                var doc = Object(asked, "doc");
                return Message(Insert((string)doc["doctype"]!, doc, user));
            case "frappe.client.insert_many":
                return Message(new JsonArray([.. Many(asked["docs"]!.AsArray(), user)]));
            case "frappe.client.save":
                return Save(Object(asked, "doc"), null, user);
            case "frappe.client.submit":
                return Save(Object(asked, "doc"), 1, user);
            case "frappe.client.cancel":
                MayWrite(docType!, docName!, user);
                return Message(Shown(docType!, Site.Update(docType!, docName!, new JsonObject { ["docstatus"] = 2 }, user.Name), user));
            case "frappe.client.delete":
                Site.Delete(docType!, docName!, user.Name);
                return [];
            case "frappe.client.set_value":
                MayWrite(docType!, docName!, user);
                var fields = asked["fieldname"] is JsonObject several ? (JsonObject)several.DeepClone() : new JsonObject { [Text(asked, "fieldname")!] = asked.GetValueOrDefault("value")?.DeepClone() };
                return Message(Shown(docType!, Site.Update(docType!, docName!, fields, user.Name), user));
            case "frappe.client.rename_doc":
                Site.Rename(docType!, Text(asked, "old_name")!, Text(asked, "new_name")!, Text(asked, "merge") is "1" or "true");
                return WithMessage(Message(Text(asked, "new_name")), $"Document renamed from <strong>{Text(asked, "old_name")}</strong> to <strong>{Text(asked, "new_name")}</strong>");
            case "frappe.desk.form.utils.add_comment":
                // It is enough to read the document; Comment itself needs no right.
                MayRead(Text(asked, "reference_doctype")!, user, list: false);
                return Message(Shown("Comment", Site.Insert("Comment", new JsonObject { ["comment_type"] = "Comment", ["reference_doctype"] = Text(asked, "reference_doctype"), ["reference_name"] = Text(asked, "reference_name"), ["content"] = Sanitized(Text(asked, "content")), ["comment_email"] = Text(asked, "comment_email"), ["comment_by"] = Text(asked, "comment_by") }, user.Name), user));
            case "frappe.desk.form.assign_to.add":
                return Message(Assign(docType!, docName!, asked, user));
            case "frappe.model.workflow.apply_workflow":
                return Message(StandInWorkflow.Apply(frappe, Object(asked, "doc"), Text(asked, "action")!, user));
            case "frappe.model.mapper.make_mapped_doc":
                return Call(Text(asked, "method")!, user, asked);
            case "run_doc_method":
                return RunDocMethod(docType!, docName!, Text(asked, "method")!, Parsed(asked, "args"), user);
            default:
                return frappe.Apps.TryGetValue(name, out var method)
                    ? Message(method(asked, user))
                    : throw StandInError.Invalid($"Failed to get method for command {name} with No module named '{name.Split('.')[0]}.{name.Split('.').ElementAtOrDefault(1)}'");
        }
    }

    public JsonObject Insert(string docType, JsonObject given, StandInUser user)
    {
        MayRead(docType, user, list: false);
        return Shown(docType, Site.Insert(docType, given, user.Name), user);
    }

    public JsonObject Read(string docType, string name, StandInUser user)
    {
        var doc = Site.Find(docType, name);
        if (docType != "User" || name != user.Name)
        {
            MayRead(docType, user, list: false);
        }

        return StandInLists.IsSeen(Site, user, docType, doc) ? Shown(docType, doc, user) : throw new StandInError(
            403, "PermissionError", "frappe.exceptions.PermissionError", $"You are not allowed to access this {docType} record because it is linked to Customer 'x' in field Customer<br>User <strong>{user.Name}</strong>");
    }

    public void MayWrite(string docType, string name, StandInUser user) => Read(docType, name, user);

    /// <summary>As one document answers: nothing where there is nothing, its tables with their rows.</summary>
    public JsonObject Shown(string docType, JsonObject doc, StandInUser user)
    {
        var type = Site.Type(docType);
        var shown = Visible(type, doc, user);
        foreach (var table in type.Tables)
        {
            shown[table.Name] = new JsonArray([.. doc[table.Name]!.AsArray().Select(row => Visible(Site.Type(table.Options!), row!.AsObject(), user))]);
        }

        return shown;
    }

    /// <summary>What a level hides is missing, as what is empty is; but a number of it is 0, for Frappe makes a number of what it took away.</summary>
    private static JsonObject Visible(StandInType type, JsonObject doc, StandInUser user)
    {
        var shown = new JsonObject();
        foreach (var (key, value) in doc)
        {
            var field = type.Find(key);
            if (field is { PermLevel: > 0 } && !user.IsAdministrator)
            {
                if (field.IsNumber)
                {
                    shown[key] = field.Empty;
                }
            }
            else if (value is not null && value is not JsonArray)
            {
                shown[key] = field is { Type: "Password" } ? new string('*', ((string)value!).Length) : value.DeepClone();
            }
        }

        shown["doctype"] = type.Name;
        return shown;
    }

    public JsonObject RunMethod(string docType, string name, string method, StandInUser user, IReadOnlyDictionary<string, JsonNode?> asked)
    {
        MayWrite(docType, name, user);
        switch (method)
        {
            case "submit":
                return Shown(docType, Site.Update(docType, name, new JsonObject { ["docstatus"] = 1 }, user.Name), user);
            case "cancel":
                return Shown(docType, Site.Update(docType, name, new JsonObject { ["docstatus"] = 2 }, user.Name), user);
            case "":
                throw new InvalidOperationException("'NoneType' object has no attribute 'run_method'");
            default:
                frappe.DocumentMethods[(docType, method)](Site.Find(docType, name), new JsonObject(asked.Select(static a => KeyValuePair.Create(a.Key, a.Value?.DeepClone()))));
                return Shown(docType, Site.Find(docType, name), user);
        }
    }

    private JsonObject RunDocMethod(string docType, string name, string method, JsonNode? arguments, StandInUser user)
    {
        MayWrite(docType, name, user);
        if (!frappe.DocumentMethods.TryGetValue((docType, method), out var run))
        {
            throw StandInError.Invalid($"Failed to get method for command {method}");
        }

        run(Site.Find(docType, name), arguments);
        return new JsonObject { ["docs"] = new JsonArray(Shown(docType, Site.Find(docType, name), user)) };
    }

    private List<JsonNode> Many(JsonArray docs, StandInUser user)
    {
        if (docs.Count > 200)
        {
            throw StandInError.Invalid("Only 200 inserts allowed in one request");
        }

        var names = new List<(string DocType, string Name)>();
        try
        {
            foreach (var doc in docs)
            {
                var docType = (string)doc!["doctype"]!;
                names.Add((docType, (string)Insert(docType, doc.AsObject(), user)["name"]!));
            }
        }
        catch (StandInError)
        {
            // All or nothing.
            names.ForEach(one => Site.DeleteSilently(one.DocType, one.Name));
            throw;
        }

        return names.ConvertAll(static one => (JsonNode)one.Name!);
    }

    private JsonObject Save(JsonObject doc, int? docStatus, StandInUser user)
    {
        var (docType, name) = ((string)doc["doctype"]!, (string)doc["name"]!);
        MayWrite(docType, name, user);
        if (docStatus is not null)
        {
            doc["docstatus"] = docStatus;
        }

        return Message(Shown(docType, Site.Update(docType, name, doc, user.Name), user));
    }

    private JsonArray Assign(string docType, string name, Dictionary<string, JsonNode?> asked, StandInUser user)
    {
        Site.Find(docType, name);
        foreach (var person in Parsed(asked, "assign_to")!.AsArray().Select(static p => (string)p!))
        {
            if (!Site.Of("ToDo").Values.Any(todo => (string?)todo["reference_name"] == name && (string?)todo["allocated_to"] == person))
            {
                Site.Insert("ToDo", new JsonObject { ["description"] = Text(asked, "description") ?? "", ["allocated_to"] = person, ["reference_type"] = docType, ["reference_name"] = name }, user.Name);
            }
        }

        return [.. Site.Of("ToDo").Values.Where(todo => (string?)todo["reference_name"] == name).Select(static todo => new JsonObject { ["owner"] = (string?)todo["allocated_to"], ["name"] = (string?)todo["name"] })];
    }

    public static void MayRead(string docType, StandInUser user, bool list)
    {
        if (user.Reads?.Contains(docType) == false)
        {
            throw StandInError.Forbidden(user.Name, docType, list);
        }
    }

    private static JsonObject Message(JsonNode? message) => new() { ["message"] = message };

    private static JsonObject WithMessage(JsonObject answer, string text)
    {
        answer["_server_messages"] = new JsonArray(new JsonObject { ["message"] = text, ["title"] = "Message" }.ToJsonString()).ToJsonString();
        return answer;
    }

    private static JsonNode? Parsed(IReadOnlyDictionary<string, JsonNode?> asked, string name) =>
        asked.GetValueOrDefault(name) is not { } node ? null : node.GetValueKind() == System.Text.Json.JsonValueKind.String ? JsonNode.Parse((string)node!) : node;

    private static JsonObject Object(IReadOnlyDictionary<string, JsonNode?> asked, string name) => Parsed(asked, name)!.DeepClone().AsObject();

    private static string? Text(IReadOnlyDictionary<string, JsonNode?> asked, string name) =>
        asked.GetValueOrDefault(name) is { } node ? node.GetValueKind() == System.Text.Json.JsonValueKind.String ? (string)node! : node.ToJsonString() : null;

    /// <summary>What is no tag that it knows, and no entity, becomes text.</summary>
    private static string? Sanitized(string? content) => content is null ? null : Regex.Replace(Regex.Replace(content, "&(?!#?[a-z0-9]+;)", "&amp;"), "<(?!/?(p|br|b|i|em|strong|div|span|a|ol|ul|li)[ />])", "&lt;");
}
