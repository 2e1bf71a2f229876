using System.Text.Json.Nodes;

namespace SiteHub.Testing.Frappe;

/// <summary>What somebody who joins makes at a site, and how the site describes itself: webhooks, fields of one's own, sign-in keys, DocTypes.</summary>
internal static class StandInSetup
{
    public static void AddTo(StandInSite site)
    {
        site.Add(new StandInType(
            "Webhook", "prompt", new("webhook_doctype"), new("webhook_docevent"), new("enabled", "Check", Default: 1), new("request_url"), new("is_dynamic_url", "Check"), new("timeout", "Int", Default: 5), new("request_method", "Select", "POST\nPUT\nDELETE", Default: "POST"),
            new("enable_security", "Check"), new("webhook_secret", "Password"), new("request_structure"), new("condition", "Small Text"), new("webhook_json", "Code")));
        site.Add(new StandInType("Webhook Request Log", "hash", new("webhook", "Link", "Webhook"), new("reference_document"), new("url"), new("response", "Code"), new("error", "Text")));
        site.Add(new StandInType(
            "Custom Field", "pair:dt-fieldname", new("dt", "Link"), new("fieldname"), new("label"), new("fieldtype", "Select", Default: "Data"), new("insert_after"), new("unique", "Check"), new("read_only", "Check"), new("no_copy", "Check"), new("hidden", "Check"), new("permlevel", "Int")));
        site.Add(new StandInType(
            "Social Login Key", "small:provider_name", new("provider_name"), new("social_login_provider"), new("enable_social_login", "Check"), new("client_id"), new("client_secret", "Password"), new("base_url"), new("custom_base_url", "Check"), new("authorize_url"), new("access_token_url"),
            new("api_endpoint"), new("redirect_url"), new("auth_url_data", "Code"), new("user_id_property"), new("sign_ups")));
        site.Setup["Webhook"] = (doc, before) => Webhook(site, doc, before);
        site.Setup["Custom Field"] = (doc, before) => CustomField(site, doc, before);
        site.Undone["Custom Field"] = doc => site.Type((string)doc["dt"]!).Fields.RemoveAll(field => field.Name == (string)doc["fieldname"]!);
        site.Setup["Social Login Key"] = static (doc, _) =>
        {
            if ((string?)doc["authorize_url"] is not { Length: > 0 })
            {
                throw StandInError.Invalid("Please enter Authorize URL", "AuthorizeUrlNotSetError");
            }
        };
    }

    /// <summary>A DocType and those of its child tables, as a form gets them.</summary>
    public static JsonObject Describe(StandInSite site, string docType)
    {
        var type = site.Type(docType);
        return new JsonObject { ["docs"] = new JsonArray([.. type.Tables.Select(table => site.Type(table.Options!)).Prepend(type).Distinct().Select(Described)]), ["user_settings"] = "{}" };
    }

    private static JsonObject Described(StandInType type) => new()
    {
        ["doctype"] = "DocType", ["name"] = type.Name, ["title_field"] = type.TitleField, ["is_submittable"] = type.Submittable ? 1 : 0, ["istable"] = type.IsTable ? 1 : 0,
        ["fields"] = new JsonArray([.. type.Fields.Select(static field => new JsonObject
        {
            ["doctype"] = "DocField", ["fieldname"] = field.Name, ["label"] = field.Label, ["fieldtype"] = field.Type, ["options"] = field.Options, ["permlevel"] = field.PermLevel, ["unique"] = field.Unique ? 1 : 0, ["is_virtual"] = 0, ["ignore_user_permissions"] = 0,
        })]),
        ["permissions"] = new JsonArray([.. type.Rights.Select(static right =>
        {
            var shown = new JsonObject { ["doctype"] = "DocPerm", ["role"] = right.Role, ["permlevel"] = right.Level, ["if_owner"] = right.OnlyOwn ? 1 : 0 };
            foreach (var kind in (string[])["read", "write", "create", "submit", "cancel"])
            {
                shown[kind] = right.Allows.Contains(kind) ? 1 : 0;
            }

            return shown;
        })]),
    };

    private static void Webhook(StandInSite site, JsonObject doc, JsonObject? before)
    {
        if ((string?)doc["webhook_doctype"] is not { } docType || !site.Types.ContainsKey(docType))
        {
            throw StandInError.Invalid($"Could not find DocType: {doc["webhook_doctype"]}", "LinkValidationError");
        }

        foreach (var (field, label) in new[] { ("webhook_doctype", "DocType"), ("webhook_docevent", "Doc Event") })
        {
            if (before is not null && !JsonNode.DeepEquals(before[field], doc[field]))
            {
                throw StandInError.Invalid($"Value cannot be changed for <strong>{label}</strong>", "CannotChangeConstantError");
            }
        }
    }

    private static void CustomField(StandInSite site, JsonObject doc, JsonObject? before)
    {
        var (type, name) = (site.Type((string)doc["dt"]!), (string)doc["fieldname"]!);
        if (before is not null)
        {
            type.Find(name)!.Unique = (int)doc["unique"]! == 1;
            return;
        }

        if (type.Find(name) is not null)
        {
            throw StandInError.Invalid($"A field with the name <strong>{name}</strong> already exists in {type.Name}");
        }

        type.Fields.Add(new StandInField(name, (string)doc["fieldtype"]!) { Label = (string?)doc["label"] ?? name, Unique = (int)doc["unique"]! == 1 });
        foreach (var one in site.Of(type.Name).Values)
        {
            one[name] = null;
        }
    }
}
